"""Budgets while the store that counts them is full."""

from datetime import timedelta

import pytest

from adapters.memory_rate_limits import MemoryRateLimits
from adapters.rate_limits_when_full import RateLimitsWhenFull
from application.errors import StoreFull, StoreUnavailable
from application.ports import Allowance, Budget, RateLimits, Spent
from tests.fakes import FakeClock

TWO = Budget(2, timedelta(minutes=1))


class Shared(RateLimits):
    """Allows a thousand requests, where it works."""

    error: Exception | None = None

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        if self.error is not None:
            raise self.error
        return Allowance(limit=1000, window=60, remaining=999, reset=60)


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def limits(shared: Shared) -> RateLimits:
    return RateLimitsWhenFull(shared, MemoryRateLimits(FakeClock()))


async def test_the_shared_store_counts_as_long_as_it_can(limits: RateLimits) -> None:
    for _ in range(5):
        assert (await limits.spend("ada", TWO)).remaining == 999


async def test_a_node_counts_by_itself_while_the_store_is_full(
    limits: RateLimits, shared: Shared
) -> None:
    shared.error = StoreFull()
    allowances = [await limits.spend("ada", TWO) for _ in range(3)]
    assert [allowance.retry_after is None for allowance in allowances] == [True, True, False]
    shared.error = None
    assert (await limits.spend("ada", TWO)).retry_after is None


async def test_nobody_gets_in_while_the_store_is_away(limits: RateLimits, shared: Shared) -> None:
    shared.error = StoreUnavailable()
    with pytest.raises(StoreUnavailable):
        await limits.spend("ada", TWO)
