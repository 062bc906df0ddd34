"""Stores of rate limits that break one promise each."""

from dataclasses import replace

from adapters.memory_rate_limits import MemoryRateLimits
from application.ports import Allowance, Budget, Spent


class LetsOneMoreThrough(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        return await super().spend(source, replace(budget, limit=budget.limit + 1), unless=unless)


class TellsHalfTheTime(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget, unless=unless)
        half = told.reset // 2
        return replace(told, reset=half, retry_after=told.retry_after and half)


class RoundsDown(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget, unless=unless)
        return replace(told, window=budget.milliseconds // 1000)


class CountsWhatItRefuses(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget, unless=unless)
        if told.retry_after is not None:
            self._ledger(budget)._logs[source].append(self._time())
        return told


class BeginsAnewWithEveryWindow(MemoryRateLimits):
    """A window that begins with the first request and frees all at once."""

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        log = self._ledger(budget)._logs.get(source, [])
        if log and log[0] <= self._time() - budget.milliseconds:
            log.clear()
        return await super().spend(source, budget, unless=unless)


class HasOneBudgetForAll(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        return await super().spend("all", budget, unless=unless)


class TrimsNames(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        return await super().spend(source.strip(), budget, unless=unless)


class KeepsTheQuiet(MemoryRateLimits):
    def __len__(self) -> int:
        return max(3, super().__len__())


class HasNoGuard(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        return await super().spend(source, budget)


class SpendsWhatItLooksAt(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget, unless=unless)
        if unless is not None:
            await super().spend(*unless)
        return told


class CountsBeforeItLooks(MemoryRateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget)
        if unless is None:
            return told
        return self._ledger(unless.budget).spent(unless.source, self._time()) or told


class RefusesForAWholeWindow(MemoryRateLimits):
    """What another budget refuses is told to come a window later."""

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        told = await super().spend(source, budget, unless=unless)
        is_anothers = unless is not None and told.budget == unless.budget.name
        return replace(told, retry_after=told.window) if is_anothers else told
