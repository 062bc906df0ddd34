"""Exceptions in log lines: structured for programs, a traceback for people."""

import sys
import traceback

from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, ExcInfo, WrappedLogger

from entrypoints.log_values import loggable, loggable_text

FRAMES = 30
"""Frames of an exception that are logged: the first and the last of them."""
LINES = 200
WIDTH = 400
MARGIN = "  | "
"""Stands before every line of a traceback, so that none can pass for a log line."""

_structured = ExceptionDictTransformer(show_locals=False, max_frames=FRAMES)


def structured_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Log an exception as a list: itself, then what it arose from."""
    if raised := _raised(event):
        event["exception"] = loggable(_structured(raised))
    return event


def readable_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Log an exception as the lines of its traceback."""
    if raised := _raised(event):
        text = "".join(traceback.format_exception(*raised, limit=-FRAMES))
        lines = text.rstrip().split("\n")[-LINES:]
        event["exception"] = "\n".join(MARGIN + loggable_text(line, WIDTH) for line in lines)
    return event


def _raised(event: EventDict) -> ExcInfo | None:
    """Takes `exc_info` from the event: an exception, what `sys.exc_info` returns, or a flag."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else None
    return found if found and found[1] is not None else None
