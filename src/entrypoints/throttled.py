"""How often somebody was refused for asking too often."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter

from application.ports import Allowance, Budget, RateLimits, Spent


class Limit(StrEnum):
    """What there may be too much of, as the label `limit` has it."""

    REQUESTS = "requests"
    ROOMS = "rooms"
    MISSES = "misses"
    CONNECT = "connect"
    COMMANDS = "commands"
    CONNECTIONS = "connections"


BUDGETS = {
    "default": Limit.REQUESTS,
    "rooms": Limit.ROOMS,
    "misses": Limit.MISSES,
    "connect": Limit.CONNECT,
}
"""The limits that a `RateLimits` keeps, by the names of their budgets."""


class Throttled:
    """Counts refusals, by the limit that was passed."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = Counter(
            "greenroom_throttled",
            "Requests, entries, commands and connections refused by a limit.",
            ["limit"],
            registry=registry,
        )
        self._by_limit = {limit: counter.labels(limit) for limit in Limit}

    def count(self, limit: Limit) -> None:
        """Count one refusal."""
        self._by_limit[limit].inc()


class CountedRateLimits(RateLimits):
    """The `limits`, whose refusals are counted."""

    def __init__(self, limits: RateLimits, throttled: Throttled) -> None:
        self._limits = limits
        self._throttled = throttled

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        allowance = await self._limits.spend(source, budget, unless=unless)
        if allowance.retry_after is not None:
            self._throttled.count(BUDGETS[allowance.budget])
        return allowance
