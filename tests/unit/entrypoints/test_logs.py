import io
import json
import logging
from datetime import datetime

import pytest
import structlog

from application.trace import within_trace
from entrypoints.logs import LogFormat, LogLevel, configure_logs
from tests.log_lines import json_line, logged, logger
from tests.traces import TRACE

pytestmark = pytest.mark.usefixtures("stream")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Broken(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_json_line_says_when_how_grave_what_where_and_more(stream: io.StringIO) -> None:
    line = logged(stream, "joined", room="ABCDEF", members=3)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo is not None
    assert line == {
        "level": "info",
        "event": "joined",
        "logger": "tests",
        "room": "ABCDEF",
        "members": 3,
    }


def test_lines_are_json_where_there_is_no_terminal(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.AUTO, stream)
    logger().info("joined")
    assert json_line(stream)["event"] == "joined"


def test_lines_are_for_people_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    configure_logs(LogLevel.INFO, LogFormat.AUTO, terminal)
    logger().info("joined", room="ABCDEF")
    assert "\x1b[" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")


def test_a_terminal_without_colours_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    configure_logs(LogLevel.INFO, LogFormat.AUTO, terminal)
    logger().info("joined", room="ABCDEF")
    assert "joined" in terminal.getvalue()
    assert "\x1b" not in terminal.getvalue()


def test_a_console_line_reads_as_names_and_values(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.CONSOLE, stream)
    logger().info("joined", room="ABCDEF", name="Ann x='y'", members=3)
    (line,) = stream.getvalue().splitlines()
    assert line[8:].split() == (
        ["[info", "]", "joined", "[tests]", "room='ABCDEF'", 'name="Ann', "x='y'\"", "members=3"]
    )


def test_what_the_request_is_bound_to_stands_in_every_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    structlog.contextvars.bind_contextvars(correlation="c1", room="ABCDEF", user="ann")
    logger().info("own")
    logging.getLogger("uvicorn.error").warning("of a library")
    for line in map(json.loads, stream.getvalue().splitlines()):
        assert (line["correlation"], line["room"], line["user"]) == ("c1", "ABCDEF", "ann")


def test_every_line_has_the_id_of_the_trace_that_it_belongs_to(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    with within_trace(TRACE):
        logger().info("own")
        logging.getLogger("uvicorn.error").warning("of a library")
    for line in map(json.loads, stream.getvalue().splitlines()):
        assert line["trace"] == TRACE[3:35]


def test_what_is_below_the_level_is_not_logged(stream: io.StringIO) -> None:
    configure_logs(LogLevel.WARNING, LogFormat.JSON, stream)
    logger().info("own")
    logging.getLogger("uvicorn.error").info("of a library")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("level", LogLevel)
def test_every_level_lets_itself_through(stream: io.StringIO, level: LogLevel) -> None:
    configure_logs(level, LogFormat.JSON, stream)
    getattr(logger(), level)("own")
    assert json_line(stream)["level"] == level


def test_a_value_cannot_pass_for_what_the_line_says_itself(stream: io.StringIO) -> None:
    line = logged(stream, "said", level="critical", timestamp="never", logger="other")
    assert (line["level"], line["logger"]) == ("info", "tests")
    assert line["timestamp"] != "never"


@pytest.mark.parametrize("unread", [Broken(), io.StringIO()])
def test_a_line_that_nobody_can_read_harms_nobody(unread: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, unread)
    if not isinstance(unread, Broken):
        unread.close()
    logger().info("own")
    logging.getLogger("any").info("of a library")


def test_a_stream_of_a_narrow_encoding_takes_every_text() -> None:
    raw = io.BytesIO()
    narrow = io.TextIOWrapper(raw, encoding="ascii")
    configure_logs(LogLevel.INFO, LogFormat.JSON, narrow)
    logger().info("joined", name="Жанна")
    assert b"\\u0416" in raw.getvalue()


def test_logging_may_be_set_up_again_for_loggers_in_use(stream: io.StringIO) -> None:
    used = logger()
    configure_logs(LogLevel.INFO, LogFormat.CONSOLE, io.StringIO())
    used.info("before")
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    used.info("after")
    assert json_line(stream)["event"] == "after"


def test_logs_go_to_standard_error_unless_told_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON)
    structlog.get_logger().info("joined")
    out, err = capsys.readouterr()
    assert (out, json.loads(err)["logger"]) == ("", "greenroom")
