"""Many things, evenly over time."""

import asyncio

import pytest

from entrypoints.realtime.spread import RATE, spread


class Times(dict[int, float]):
    """When each thing was dealt with, in seconds from the begin."""

    def __init__(self) -> None:
        super().__init__()
        self._begin = asyncio.get_running_loop().time()

    def note(self, thing: int) -> None:
        assert thing not in self
        self[thing] = asyncio.get_running_loop().time() - self._begin

    def most_within(self, seconds: float) -> int:
        """The most things in any span of so many seconds."""
        times = sorted(self.values())
        return max(sum(at <= time < at + seconds for time in times) for at in times)


@pytest.mark.parametrize(("count", "takes"), [(0, 0), (1, 0), (4, 0), (100, 1), (300, 3)])
async def test_a_few_take_as_long_as_they_need_at_a_steady_rate(count: int, takes: float) -> None:
    times = Times()
    await spread(range(count), times.note, within=10)
    assert list(times) == list(range(count))
    assert takes - 0.1 <= max(times.values(), default=0) <= takes


async def test_many_take_all_the_time_there_is_and_no_more() -> None:
    times = Times()
    await spread(range(2000), times.note, within=5)
    assert len(times) == 2000
    assert 4.8 <= max(times.values()) <= 5
    assert times.most_within(0.1) <= 2000 / 5 * 0.15


async def test_nobody_waits_where_there_is_no_time() -> None:
    times = Times()
    await spread(range(2000), times.note, within=0)
    assert set(times.values()) == {0}
    assert len(times) == 2000


async def test_the_rate_is_what_a_few_go_by() -> None:
    times = Times()
    await spread(range(int(RATE)), times.note, within=1000)
    assert times.most_within(0.1) <= RATE * 0.15
