"""The store's time, so that nodes whose own clocks disagree still agree."""

import time
from datetime import datetime, timedelta

from application.ports import Clock
from domain.moment import EPOCH, from_milliseconds

FRESH = 60.0
"""Seconds for which an answer is relied upon: two clocks drift apart by 30 ms in that at most."""


class StoreClock(Clock):
    """Tells the server's time, going by the latest of its answers.

    It may lag by as long as that answer took, and never runs ahead: what it takes for the
    end of a wait has not passed on the server. Before the first answer it tells this
    machine's time.
    """

    def __init__(self) -> None:
        self._lead: float | None = None
        self._heard = 0.0

    @property
    def is_fresh(self) -> bool:
        """Whether the server was heard a short while ago."""
        return self._lead is not None and time.monotonic() - self._heard < FRESH

    def observe(self, seconds: int, microseconds: int) -> None:
        """Take in the server's time since 1970, which has just been read."""
        self._heard = time.monotonic()
        self._lead = seconds + microseconds / 1e6 - self._heard

    def observe_moment(self, now: datetime) -> None:
        """Take in the server's time, which has just been read, where it comes as a moment."""
        self.observe(*divmod((now - EPOCH) // timedelta(microseconds=1), 1_000_000))

    def not_after(self, due: float) -> int:
        """The last of the server's milliseconds, since 1970, that is over at this moment of
        the event loop: what happens in it happens in time."""
        return self._at(due) - 1

    def due_of(self, not_after: int) -> float:
        """The moment of the event loop for which `not_after` has said this."""
        return (not_after + 1) / 1000 - self._lead_now()

    def now(self) -> datetime:
        return from_milliseconds(self._at(time.monotonic()))

    def _at(self, monotonic: float) -> int:
        return int((self._lead_now() + monotonic) * 1000)

    def _lead_now(self) -> float:
        return time.time() - time.monotonic() if self._lead is None else self._lead
