"""Rate limits that outlast a full store."""

from application.errors import StoreFull
from application.ports import Allowance, Budget, RateLimits, Spent


class RateLimitsWhenFull(RateLimits):
    """Counts in the shared store. While that is full, which keeps it from counting but not from
    being read, this node counts by itself: reads go on, and nobody gets in unlimited."""

    def __init__(self, shared: RateLimits, own: RateLimits) -> None:
        self._shared = shared
        self._own = own

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        try:
            return await self._shared.spend(source, budget, unless=unless)
        except StoreFull:
            return await self._own.spend(source, budget, unless=unless)
