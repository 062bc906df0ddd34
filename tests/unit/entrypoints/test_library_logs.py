import io
import logging

import pytest

from entrypoints.logs import CHATTY, LIBRARIES, LibraryLines, LogFormat, LogLevel, configure_logs
from tests.log_lines import json_line


@pytest.mark.parametrize("name", [*LIBRARIES, *CHATTY, "asyncio", "any.other"])
def test_a_library_has_one_line_for_one_record(stream: io.StringIO, name: str) -> None:
    for _ in range(2):
        configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    logging.getLogger(name).warning("%s came\nand went", "Ann")
    line = json_line(stream)
    assert (line["event"], line["logger"]) == ("Ann came\\nand went", name)


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_handlers_that_a_library_brings_are_replaced(stream: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    library.addHandler(logging.StreamHandler(stream))
    library.propagate = False
    library.setLevel(logging.CRITICAL)
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    library.warning("ready")
    assert json_line(stream)["event"] == "ready"


def test_a_handler_of_the_root_logger_does_not_double_lines(stream: io.StringIO) -> None:
    logging.getLogger().addHandler(logging.StreamHandler(stream))
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    logging.getLogger("redis").info("once")
    assert json_line(stream)["event"] == "once"


@pytest.mark.parametrize("name", CHATTY)
def test_packets_are_not_logged_even_for_debugging(stream: io.StringIO, name: str) -> None:
    configure_logs(LogLevel.DEBUG, LogFormat.JSON, stream)
    logging.getLogger(name).info("received packet %s", "MESSAGE")
    assert stream.getvalue() == ""


def test_a_record_whose_arguments_do_not_fit_is_one_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    record = logging.makeLogRecord({"msg": "%s and %s", "args": ("one",)})
    LibraryLines().handle(record)
    assert json_line(stream)["event"] == "%s and %s"
