"""Logging: one pipeline for the server's own lines and those of the libraries."""

import io
import logging
import os
import sys
import time
from enum import StrEnum
from typing import ClassVar, TextIO, cast

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from application.trace import id_of, trace_here
from entrypoints.log_exceptions import readable_exception, structured_exception
from entrypoints.log_values import loggable, loggable_items
from entrypoints.provoked_lines import MOST, WINDOW, ProvokedLines
from entrypoints.ration import Ration
from entrypoints.tracing_lines import TracingLines


class LogLevel(StrEnum):
    """The least level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class LogFormat(StrEnum):
    """`AUTO` is `CONSOLE` on a terminal, otherwise `JSON`."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


LIBRARIES = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "litestar")
"""Loggers that bring handlers of their own."""
CHATTY = (
    "engineio",
    "engineio.server",
    "socketio",
    "socketio.server",
    "uvicorn.access",
    "urllib3",  # by which traces are exported
)
"""Loggers that tell every packet or request, tokens and connection ids included, at INFO: heard
from WARNING on. Requests have a line of our own."""

_pipeline: list[Processor] = []
"""Changed in place, as loggers keep the list that they saw at first use."""


class Line:
    """Writes what the logger `name` has to say. A line that nobody can read is lost."""

    stream: ClassVar[TextIO]

    def __init__(self, name: str = "greenroom") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        try:
            Line.stream.write(line + "\n")
            Line.stream.flush()
        except (OSError, ValueError):  # the pipe is broken, the file is closed
            return

    debug = info = warning = error = critical = msg


class LibraryLines(logging.Handler):
    """Sends the records of standard loggers through the pipeline."""

    def emit(self, record: logging.LogRecord) -> None:
        line = Line(record.name)
        event: EventDict = {"event": _message(record)}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        try:
            for process in _pipeline:
                event = cast(EventDict, process(line, record.levelname.lower(), event))
        except structlog.DropEvent:
            return
        line.msg(cast(str, event))


def configure_logs(level: LogLevel, format: LogFormat, stream: TextIO | None = None) -> None:
    """Log from `level` on to `stream` (default: standard error), one line an event.

    Applies to the whole process and may be called again, save that a logger keeps the level
    that was in force when it was first used.
    """
    Line.stream = _tolerant(stream or sys.stderr)
    terminal = Line.stream.isatty()
    console = format is LogFormat.CONSOLE or (format is LogFormat.AUTO and terminal)
    _pipeline[:] = [
        ProvokedLines(Ration(MOST, WINDOW, time.monotonic)),
        structlog.contextvars.merge_contextvars,
        _trace,
        structlog.processors.add_log_level,
        *(_for_people(terminal) if console else _for_programs()),
    ]
    structlog.configure(
        processors=_pipeline,
        wrapper_class=structlog.make_filtering_bound_logger(level.value),
        logger_factory=Line,
        cache_logger_on_first_use=True,
    )
    _take_over_libraries(level.value.upper())


def _trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Add the id of the trace that the line belongs to, where there is one."""
    if trace := trace_here():
        event["trace"] = id_of(trace)
    return event


def _for_people(terminal: bool) -> list[Processor]:
    return [
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        _fit,
        readable_exception,
        structlog.dev.ConsoleRenderer(
            colors=terminal and "NO_COLOR" not in os.environ,
            repr_native_str=True,  # so that a value can't pass for another name=value
            sort_keys=False,
        ),
    ]


def _for_programs() -> list[Processor]:
    encode = msgspec.json.Encoder().encode
    return [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _fit,
        structured_exception,
        lambda _, __, event: encode(event).decode(),
    ]


def _fit(line: WrappedLogger, _: str, event: EventDict) -> EventDict:
    """The event with everything in it fit to be logged, what every line has at its head."""
    exc_info = event.pop("exc_info", None)
    head = {
        "timestamp": event.pop("timestamp"),
        "level": event.pop("level"),
        "event": loggable(event.pop("event", "")),
        "logger": line.name,
    }
    fitted = head | loggable_items(event) | head
    return fitted | {"exc_info": exc_info} if exc_info else fitted


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # the arguments don't fit the message
        return str(record.msg)


def _take_over_libraries(level: str) -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        if type(handler) in (logging.StreamHandler, LibraryLines):
            root.removeHandler(handler)
    root.addHandler(LibraryLines())
    root.setLevel(level)
    for name in (*LIBRARIES, *CHATTY):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    TracingLines.take_over("opentelemetry")
    logging.getLogger("uvicorn.error").addFilter(_no_handshakes)
    logging.getLogger("uvicorn.error").addFilter(_no_traceback_of_odd_text)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _no_handshakes(record: logging.LogRecord) -> bool:
    """Uvicorn logs the address of every WebSocket, with the id that steals a connection."""
    return "WebSocket" not in str(record.msg) and not str(record.msg).startswith("connection ")


def _no_traceback_of_odd_text(record: logging.LogRecord) -> bool:
    """Uvicorn takes it for an error of its own when a client's text is not UTF-8."""
    if record.msg == "Invalid UTF-8 sequence received from client.":
        record.exc_info, record.levelname = None, logging.getLevelName(logging.WARNING)
    return True


def _tolerant(stream: TextIO) -> TextIO:
    """The stream, made to write as an escape what its encoding has no character for."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")
    return stream
