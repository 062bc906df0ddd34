import io
import json
import logging

import pytest

from entrypoints.logs import LogFormat, LogLevel, configure_logs
from tests.log_lines import HOSTILE, json_line, logged, logger

SECRET = "Bearer hunter2"


def fail() -> None:
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ValueError(f"{HOSTILE} {SECRET}") from error


def test_an_exception_is_structured_within_its_json_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    try:
        fail()
    except ValueError:
        logger().exception("failed")
    raised, cause = json_line(stream)["exception"]
    assert (raised["exc_type"], cause["exc_type"]) == ("ValueError", "KeyError")
    assert [frame["name"] for frame in raised["frames"]][-1] == "fail"
    assert raised["exc_value"].startswith("Ann\\n20:00:00")
    assert raised["exc_value"].endswith("***")


def test_an_exception_of_a_library_is_logged_alike(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    try:
        fail()
    except ValueError:
        logging.getLogger("asyncio").exception("failed")
    line = json_line(stream)
    assert (line["level"], line["exception"][0]["exc_type"]) == ("error", "ValueError")


def test_an_exception_group_tells_its_members(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    logger().error("failed", exc_info=ExceptionGroup("both", [KeyError("a"), OSError("b")]))
    members = json_line(stream)["exception"][0]["exceptions"]
    assert "KeyError" in json.dumps(members)
    assert "OSError" in json.dumps(members)


def test_an_exception_on_the_console_is_a_traceback_set_off_from_log_lines(
    stream: io.StringIO,
) -> None:
    configure_logs(LogLevel.INFO, LogFormat.CONSOLE, stream)
    try:
        fail()
    except ValueError:
        logger().exception("failed")
    line, *traceback = stream.getvalue().splitlines()
    assert "failed" in line
    assert "  | Traceback (most recent call last):" in traceback
    assert all(each.startswith("  | ") and each.isprintable() for each in traceback)
    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize("exc_info", [True, None, False, (None, None, None)])
def test_no_exception_is_logged_where_there_is_none(stream: io.StringIO, exc_info: object) -> None:
    assert "exception" not in logged(stream, "fine", exc_info=exc_info)
