"""Logging into a text, and what stands there."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from entrypoints.logs import CHATTY, LIBRARIES, LogFormat, LogLevel, configure_logs

HOSTILE = "Ann\n20:00:00 [error] forged\r\x1b[2J\x9b\u2028\u202eevil\ud800\x00"
"""What could break a line, move the cursor, turn the reading order or not be encoded."""


@contextmanager
def logging_restored() -> Iterator[None]:
    """Whatever is done to logging inside, it is as before after it."""
    loggers = [logging.getLogger(name) for name in (None, "opentelemetry", *LIBRARIES, *CHATTY)]
    before = [(each, each.level, list(each.handlers), each.propagate) for each in loggers]
    try:
        yield
    finally:
        for each, level, handlers, propagate in before:
            each.setLevel(level)
            each.handlers[:] = handlers
            each.propagate = propagate
        structlog.contextvars.clear_contextvars()
        structlog.reset_defaults()


def logger(name: str = "tests") -> structlog.stdlib.BoundLogger:
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


def json_line(stream: io.StringIO) -> dict[str, Any]:
    """The one line that was written."""
    (line,) = stream.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def logged(stream: io.StringIO, event: str, **values: Any) -> dict[str, Any]:
    """Log this event as JSON, and read the line."""
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    logger().info(event, **values)
    return json_line(stream)
