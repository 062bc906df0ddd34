"""What is particular to leases in memory: the clock."""

from datetime import timedelta

import pytest

from adapters.memory_leases import MemoryLeases
from tests.fakes import FakeClock

MINUTE = timedelta(minutes=1)
MILLISECOND = timedelta(milliseconds=1)


async def test_a_lease_lasts_for_its_period_to_the_millisecond() -> None:
    clock = FakeClock()
    leases = MemoryLeases(MINUTE, clock)
    await leases.acquire("one", {"A"})
    clock.advance(MINUTE - MILLISECOND)
    assert await leases.lapsed() == {}
    clock.advance(MILLISECOND)
    assert await leases.lapsed() == {"one": {"A"}}


def test_a_lease_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no lease"):
        MemoryLeases(timedelta(0), FakeClock())
