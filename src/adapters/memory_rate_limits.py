"""Rate limits in this process's memory: for one node."""

from bisect import bisect_right
from collections import OrderedDict
from datetime import timedelta

from application.ports import Allowance, Budget, Clock, RateLimits, Spent

MOST_SOURCES = 100_000
"""Sources of a budget that are remembered at most. Past it the one that has been quiet longest is
forgotten: a flood from many can't fill the memory, and wins nobody more than it spends."""

SWEPT_AT_ONCE = 64
"""Sources to forget in one step at most, so that no request pays for a whole flood."""

_MILLISECOND = timedelta(milliseconds=1)


class MemoryRateLimits(RateLimits):
    """Nothing here awaits, so every decision is one atomic step of the event loop by itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = clock.now()
        self._elapsed = 0
        self._ledgers: dict[Budget, _Ledger] = {}

    def __len__(self) -> int:
        """How many sources are remembered."""
        return sum(map(len, self._ledgers.values()))

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        now = self._time()
        refused = self._ledger(unless.budget).spent(unless.source, now) if unless else None
        return refused or self._ledger(budget).spend(source, now)

    def _ledger(self, budget: Budget) -> "_Ledger":
        return self._ledgers.setdefault(budget, _Ledger(budget))

    def _time(self) -> int:
        """Milliseconds that have gone by. A clock that is set back stands still once, instead
        of holding requests against a source that lie in the future."""
        now = self._clock.now()
        self._elapsed += max(0, (now - self._seen) // _MILLISECOND)
        self._seen = now
        return self._elapsed


class _Ledger:
    """The times of the requests that count for one budget, in milliseconds, by source."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._limit = budget.limit
        self._window = budget.milliseconds
        self._logs: OrderedDict[str, list[int]] = OrderedDict()
        """The source that spent last is last."""

    def __len__(self) -> int:
        return len(self._logs)

    def spend(self, source: str, now: int) -> Allowance:
        self._sweep(now)
        log = self._logs.setdefault(source, [])
        self._drop_what_is_over(log, now)
        accepted = len(log) < self._limit
        if accepted:
            log.append(now)
            self._logs.move_to_end(source)
        return self._told(log, now, accepted)

    def spent(self, source: str, now: int) -> Allowance | None:
        """The refusal of a source that has nothing left."""
        log = self._logs.get(source, [])
        self._drop_what_is_over(log, now)
        return self._told(log, now, False) if len(log) >= self._limit else None

    def _drop_what_is_over(self, log: list[int], now: int) -> None:
        del log[: bisect_right(log, now - self._window)]

    def _told(self, log: list[int], now: int, accepted: bool) -> Allowance:
        reset = log[0] + self._window - now
        return Allowance.of(self._budget, len(log), reset=reset, retry=0 if accepted else reset)

    def _sweep(self, now: int) -> None:
        for _ in range(SWEPT_AT_ONCE):
            source = next(iter(self._logs), None)
            if source is None or not self._is_spare(source, now):
                return
            del self._logs[source]

    def _is_spare(self, source: str, now: int) -> bool:
        log = self._logs[source]
        quiet = not log or log[-1] <= now - self._window
        return quiet or len(self._logs) > MOST_SOURCES
