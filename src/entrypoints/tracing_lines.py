"""What OpenTelemetry has to say."""

import logging
import time
from contextvars import Context

import structlog

from entrypoints.ration import Ration

log = structlog.stdlib.get_logger(__name__)

WINDOW = 30.0
"""Seconds in which one line of each part of the library is enough: a collector that is away is
complained of all the time."""


class TracingLines(logging.Handler):
    """Makes one line of our own of what the library complains of, and only now and then. Its own
    would come several for each attempt, of any length, and with tracebacks."""

    def __init__(self, ration: Ration) -> None:
        super().__init__(logging.WARNING)
        self._ration = ration

    @classmethod
    def take_over(cls, name: str) -> None:
        """In place of all handlers of this logger and those below it."""
        logger = logging.getLogger(name)
        logger.handlers[:] = [cls(Ration(1, WINDOW, time.monotonic))]
        logger.propagate = False
        logger.setLevel(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        left_out = self._ration.left_out()
        if self._ration.allows(record.name):
            unsaid = left_out.get(record.name, 0)
            # Not in the context of the request at hand, which has no part in it.
            Context().run(log.warning, "tracing library", problem=_said_in(record), unsaid=unsaid)


def _said_in(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # the arguments don't fit the message
        return str(record.msg)
