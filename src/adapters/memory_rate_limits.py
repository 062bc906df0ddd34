"""Rate limits in this process's memory: for one node."""

from bisect import bisect_right
from collections import OrderedDict
from datetime import timedelta

from application.ports import Allowance, Clock, RateLimits

MOST_SOURCES = 100_000
"""Sources that are remembered at most. Past it the one that has been quiet longest is forgotten:
a flood from many sources can't fill the memory, and wins nobody more than it spends."""

SWEPT_AT_ONCE = 64
"""Sources to forget in one step at most, so that no request pays for a whole flood."""

_MILLISECOND = timedelta(milliseconds=1)


class MemoryRateLimits(RateLimits):
    """Keeps the times of the requests that count, in milliseconds, by source.

    Nothing here awaits, so every decision is one atomic step of the event loop by itself.
    """

    def __init__(self, limit: int, window: timedelta, clock: Clock) -> None:
        """Allows `limit` requests (at least 1) in any `window` (at least a millisecond).
        Raises `ValueError`."""
        if limit < 1 or window < _MILLISECOND:
            raise ValueError(f"no budget: {limit} requests in {window}")
        self._limit = limit
        self._window = window // _MILLISECOND
        self._clock = clock
        self._seen = clock.now()
        self._elapsed = 0
        self._logs: OrderedDict[str, list[int]] = OrderedDict()
        """The source that spent last is last."""

    def __len__(self) -> int:
        """How many sources are remembered."""
        return len(self._logs)

    async def spend(self, source: str) -> Allowance:
        now = self._time()
        self._sweep(now)
        log = self._logs.setdefault(source, [])
        del log[: bisect_right(log, now - self._window)]
        accepted = len(log) < self._limit
        if accepted:
            log.append(now)
            self._logs.move_to_end(source)
        reset = _seconds(log[0] + self._window - now)
        return Allowance(
            limit=self._limit,
            window=_seconds(self._window),
            remaining=self._limit - len(log),
            reset=reset,
            retry_after=None if accepted else reset,
        )

    def _time(self) -> int:
        """Milliseconds that have gone by. A clock that is set back stands still once, instead
        of holding requests against a source that lie in the future."""
        now = self._clock.now()
        self._elapsed += max(0, (now - self._seen) // _MILLISECOND)
        self._seen = now
        return self._elapsed

    def _sweep(self, now: int) -> None:
        for _ in range(SWEPT_AT_ONCE):
            source = next(iter(self._logs), None)
            if source is None or not self._is_spare(source, now):
                return
            del self._logs[source]

    def _is_spare(self, source: str, now: int) -> bool:
        quiet = self._logs[source][-1] <= now - self._window
        return quiet or len(self._logs) > MOST_SOURCES


def _seconds(milliseconds: int) -> int:
    """Whole seconds, rounded up."""
    return -(-milliseconds // 1000)
