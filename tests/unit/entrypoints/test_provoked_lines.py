"""Clients can't fill the log, and what they tried is said."""

import io
import json
import logging
import re
from pathlib import Path
from typing import Any

import structlog
from structlog.testing import capture_logs

import adapters
import entrypoints
from entrypoints.logs import LogFormat, LogLevel, _pipeline, configure_logs
from entrypoints.provoked_lines import MOST, PROVOKED, ProvokedLines
from entrypoints.ration import Ration
from tests.log_lines import logger


class Log:
    """What passes, on a clock that the test moves."""

    def __init__(self) -> None:
        self.time = 0.0
        self.passed: list[str] = []
        self._lines = ProvokedLines(Ration(2, 1.0, lambda: self.time))

    def say(self, event: str, times: int = 1) -> None:
        for _ in range(times):
            try:
                self.passed.append(self._lines(None, "info", {"event": event})["event"])
            except structlog.DropEvent:
                continue


def lines_in(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_what_is_too_much_of_one_kind_is_dropped() -> None:
    log = Log()
    log.say("malformed packet", 100)
    log.say("command refused")
    assert log.passed == ["malformed packet", "malformed packet", "command refused"]


def test_other_lines_are_never_dropped() -> None:
    log = Log()
    log.say("request", 100)
    assert len(log.passed) == 100


def test_how_many_were_dropped_is_said_before_the_next_line_of_any_kind() -> None:
    log = Log()
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as told:
        log.say("malformed packet", 100)
        assert told == []
        log.time += 1
        with structlog.contextvars.bound_contextvars(correlation="somebody else's"):
            log.say("request", 2)
    assert told == [
        {"event": "lines left out", "log_level": "warning", "of": "malformed packet", "count": 98}
    ]


def test_a_flood_of_our_own_lines_and_of_a_librarys_ends_in_few(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    for _ in range(2000):
        logger().info("malformed packet", error="ValueError")
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    events = [line["event"] for line in lines_in(stream)]
    for event in ("malformed packet", "Invalid HTTP request received."):
        assert MOST <= events.count(event) <= 10 * MOST  # a window may end meanwhile


def test_several_floods_are_told_of_in_a_line_each(stream: io.StringIO) -> None:
    now = [0.0]
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    _pipeline[0] = ProvokedLines(Ration(MOST, 1.0, lambda: now[0]))
    for _ in range(MOST + 5):
        logger().info("malformed packet")
        logger().info("entry refused")
    now[0] += 1
    logger().info("request")
    told = [(line["of"], line["count"]) for line in lines_in(stream) if "of" in line]
    assert told == [("malformed packet", 5), ("entry refused", 5)]
    assert lines_in(stream)[-1]["event"] == "request"


def test_text_that_is_not_utf_8_leaves_no_traceback(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    try:
        b"\xff".decode()
    except UnicodeDecodeError:
        message = "Invalid UTF-8 sequence received from client."
        logging.getLogger("uvicorn.error").exception(message)
    (line,) = lines_in(stream)
    assert (line["event"], line["level"]) == (message, "warning")
    assert "exception" not in line


def test_every_rationed_event_of_ours_is_one_that_is_logged() -> None:
    folders = map(Path, (*adapters.__path__, *entrypoints.__path__))
    sources = "".join(file.read_text() for folder in folders for file in folder.rglob("*.py"))
    logged = set(re.findall(r'log\.[a-z]+\("([^"]+)"', sources))
    ours = {event for event in PROVOKED if event[0].islower()}
    assert ours <= logged
