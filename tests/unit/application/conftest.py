"""The world around a use case: the memory store, and fakes for time, ids and tokens."""

import pytest

from adapters.memory_rooms import MemoryRooms
from tests.fakes import CountingIds, FakeClock, FakeTokens


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()


@pytest.fixture
def tokens() -> FakeTokens:
    return FakeTokens()


@pytest.fixture
def rooms(clock: FakeClock, ids: CountingIds) -> MemoryRooms:
    return MemoryRooms(clock, ids)
