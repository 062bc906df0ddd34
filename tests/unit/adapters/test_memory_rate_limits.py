"""What is particular to rate limits in memory: the clock, and memory itself."""

from datetime import timedelta

import pytest

from adapters import memory_rate_limits
from adapters.memory_rate_limits import MemoryRateLimits
from application.ports import Allowance, Budget
from tests.fakes import FakeClock
from tests.limited import Limited

MINUTE = timedelta(minutes=1)
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def limited(limit: int, clock: FakeClock) -> Limited:
    return Limited(MemoryRateLimits(clock), Budget(limit, MINUTE))


def sources(limits: Limited) -> int:
    assert isinstance(limits.limits, MemoryRateLimits)
    return len(limits.limits)


async def test_a_request_counts_until_a_window_has_gone_by_to_the_millisecond(
    clock: FakeClock,
) -> None:
    limits = limited(1, clock)
    await limits.spend("ada")
    clock.advance(MINUTE - MILLISECOND)
    assert await limits.spend("ada") == Allowance(1, 60, remaining=0, reset=1, retry_after=1)
    clock.advance(MILLISECOND)
    assert await limits.spend("ada") == Allowance(1, 60, remaining=0, reset=60)


async def test_the_oldest_request_that_counts_tells_the_reset(clock: FakeClock) -> None:
    limits = limited(3, clock)
    resets = []
    for _ in range(5):
        resets.append((await limits.spend("ada")).reset)
        clock.advance(timedelta(seconds=25))
    assert resets == [60, 35, 10, 10, 10]


async def test_waits_are_rounded_up_to_whole_seconds(clock: FakeClock) -> None:
    limits = limited(1, clock)
    await limits.spend("ada")
    clock.advance(timedelta(seconds=10.001))
    assert (await limits.spend("ada")).retry_after == 50
    clock.advance(timedelta(seconds=0.998))
    assert (await limits.spend("ada")).retry_after == 50
    clock.advance(MILLISECOND)
    assert (await limits.spend("ada")).retry_after == 49


async def test_a_clock_that_is_set_back_holds_nobody_longer_than_a_window(
    clock: FakeClock,
) -> None:
    limits = limited(1, clock)
    await limits.spend("ada")
    clock.advance(timedelta(hours=-1))
    assert (await limits.spend("ada")).retry_after == 60
    clock.advance(MINUTE)
    assert (await limits.spend("ada")).retry_after is None


async def test_a_source_that_went_on_keeps_nobody_else_from_being_forgotten(
    clock: FakeClock,
) -> None:
    limits = limited(2, clock)
    for source in ("ada", "ben"):
        await limits.spend(source)
    clock.advance(MINUTE / 2)
    await limits.spend("ada")
    clock.advance(MINUTE / 2)
    await limits.spend("cleo")
    assert sources(limits) == 2


async def test_a_flood_of_sources_is_forgotten_while_others_come(clock: FakeClock) -> None:
    limits = limited(1, clock)
    for number in range(1000):
        await limits.spend(f"source {number}")
    clock.advance(MINUTE)
    for _ in range(20):
        await limits.spend("ada")
    assert sources(limits) == 1


async def test_past_the_most_sources_the_longest_quiet_is_forgotten(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_rate_limits, "MOST_SOURCES", 10)
    limits = limited(2, clock)
    for number in range(100):
        await limits.spend("busy")
        await limits.spend(f"source {number}")
        clock.advance(MILLISECOND)
        assert sources(limits) <= 11
    assert (await limits.spend("source 99")).remaining == 0
    assert (await limits.spend("source 50")).remaining == 1
