"""A timer by the store's clock."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from application.ports import Clock

GRACE = 1.0
"""Seconds after the moment at which it rings: clocks agree closely, not exactly."""


class Alarm:
    """Rings once, when the moment it is set to has passed."""

    def __init__(self, clock: Clock, ring: Callable[[], None], grace: float = GRACE) -> None:
        """`grace` is how many seconds after the moment it rings."""
        self._grace = grace
        self._clock = clock
        self._ring = ring
        self._moment: datetime | None = None
        self._timer: asyncio.TimerHandle | None = None

    def set(self, moment: datetime | None) -> None:
        """Ring at this moment, and no more at an earlier one; at None, never."""
        if moment == self._moment:
            return
        self.cancel()
        if moment is None:
            return
        self._moment = moment
        left = max((moment - self._clock.now()).total_seconds(), 0)
        self._timer = asyncio.get_running_loop().call_later(left + self._grace, self._over)

    def cancel(self) -> None:
        """Be silent until it is set again."""
        if self._timer is not None:
            self._timer.cancel()
        self._moment = self._timer = None

    def _over(self) -> None:
        self._moment = self._timer = None  # it may be set to the same moment again
        self._ring()
