"""Lines that clients can bring about as often as they like: rationed, or they fill the log."""

from contextvars import Context

import structlog
from structlog.typing import EventDict, WrappedLogger

from entrypoints.ration import Ration

log = structlog.stdlib.get_logger(__name__)

MOST = 20
"""Lines of one kind in a window; how many more there were is said when it is over."""
WINDOW = 1.0
"""In seconds."""

PROVOKED = frozenset(
    {
        "command refused",
        "connecting failed",
        "entry refused",
        "malformed packet",
        "postgres failed",
        "postgres is full",
        "redis failed",
        "redis is full",
        "socket library",
        # uvicorn's:
        "Invalid HTTP request received.",
        "Invalid UTF-8 sequence received from client.",
        "Unsupported upgrade request.",
    }
)
"""The events of such lines: while a store is away, whatever is asked brings one too. Requests over
HTTP, which leave a line each, are not among them."""


class ProvokedLines:
    """Drops what is too much of one kind. The next line of any kind then comes after one that
    says how many were left out."""

    def __init__(self, ration: Ration) -> None:
        self._ration = ration

    def __call__(self, line: WrappedLogger, method: str, event: EventDict) -> EventDict:
        for dropped, count in self._ration.left_out().items():
            # Not in the context of the line at hand, which is somebody else's.
            Context().run(log.warning, "lines left out", of=dropped, count=count)
        kind = event.get("event")
        if isinstance(kind, str) and kind in PROVOKED and not self._ration.allows(kind):
            raise structlog.DropEvent
        return event
