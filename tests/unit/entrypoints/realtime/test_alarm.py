"""A timer by the store's clock."""

import asyncio
from datetime import timedelta

from entrypoints.realtime.alarm import GRACE, Alarm
from tests.fakes import NOON, FakeClock
from tests.hurried_loop import what_is_left

MINUTE = timedelta(minutes=1)


class Bell:
    """Remembers when it rang, in seconds from the beginning."""

    def __init__(self) -> None:
        self._start = asyncio.get_running_loop().time()
        self.rang: list[float] = []

    def ring(self) -> None:
        self.rang.append(asyncio.get_running_loop().time() - self._start)


async def test_it_rings_once_when_the_moment_has_passed() -> None:
    bell = Bell()
    Alarm(FakeClock(), bell.ring).set(NOON + MINUTE)
    await asyncio.sleep(1000)
    assert bell.rang == [60 + GRACE]


async def test_it_may_ring_at_the_very_moment() -> None:
    bell = Bell()
    Alarm(FakeClock(), bell.ring, grace=0).set(NOON + MINUTE)
    await asyncio.sleep(1000)
    assert bell.rang == [60]


async def test_a_later_moment_takes_the_place_of_an_earlier_one() -> None:
    bell = Bell()
    alarm = Alarm(FakeClock(), bell.ring)
    alarm.set(NOON + MINUTE)
    alarm.set(NOON + 2 * MINUTE)
    await asyncio.sleep(1000)
    assert bell.rang == [120 + GRACE]


async def test_the_same_moment_again_changes_nothing() -> None:
    bell = Bell()
    alarm = Alarm(FakeClock(), bell.ring)
    alarm.set(NOON + MINUTE)
    await asyncio.sleep(30)
    alarm.set(NOON + MINUTE)
    await asyncio.sleep(1000)
    assert bell.rang == [60 + GRACE]


async def test_a_moment_that_has_passed_rings_soon_and_may_be_set_again() -> None:
    bell = Bell()
    alarm = Alarm(FakeClock(NOON + MINUTE), bell.ring)
    for _ in range(2):
        alarm.set(NOON)
        await asyncio.sleep(10)
    assert bell.rang == [GRACE, 10 + GRACE]


async def test_one_that_is_cancelled_is_silent_until_it_is_set_again() -> None:
    bell = Bell()
    alarm = Alarm(FakeClock(), bell.ring)
    alarm.cancel()
    alarm.set(NOON + MINUTE)
    alarm.cancel()
    assert what_is_left() == []
    await asyncio.sleep(1000)
    assert bell.rang == []
    alarm.set(NOON + MINUTE)
    await asyncio.sleep(1000)
    assert bell.rang == [1000 + 60 + GRACE]
