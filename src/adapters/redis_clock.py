"""The store's time, so that nodes whose own clocks disagree still agree."""

import time
from datetime import datetime

from application.ports import Clock
from domain.moment import from_milliseconds


class RedisClock(Clock):
    """Tells the server's time, going by the latest of its answers.

    It may lag by as long as that answer took, and never runs ahead: what it takes for the
    end of a wait has not passed on the server. Before the first answer it tells this
    machine's time.
    """

    def __init__(self) -> None:
        self._lead: float | None = None

    @property
    def is_set(self) -> bool:
        """Whether the server was heard."""
        return self._lead is not None

    def observe(self, seconds: int, microseconds: int) -> None:
        """Take in the answer to TIME, which has just been read."""
        self._lead = seconds + microseconds / 1e6 - time.monotonic()

    def at(self, monotonic: float) -> int:
        """The server's time at a moment of the event loop, in milliseconds since 1970."""
        lead = self._lead
        if lead is None:
            lead = time.time() - time.monotonic()
        return int((lead + monotonic) * 1000)

    def now(self) -> datetime:
        return from_milliseconds(self.at(time.monotonic()))
