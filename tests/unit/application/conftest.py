"""The world around a use case: the memory store, fakes for time, ids and tokens, and a loop
whose time flies."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.memory_rooms import MemoryRooms
from application.contact import Contact
from application.residence import Residence
from tests.fakes import CountingIds, FakeClock, FakeTokens
from tests.hurried_loop import HurriedLoop
from tests.rooms import CODE
from tests.stepped_leases import LEASE, REFRESH, SteppedLeases


def pytest_asyncio_loop_factories(config: Any, item: Any) -> dict[str, Callable[[], HurriedLoop]]:
    return {"hurried": HurriedLoop}


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


@pytest.fixture
def leases(clock: FakeClock) -> SteppedLeases:
    return SteppedLeases(clock)


@pytest.fixture
def contact() -> Contact:
    return Contact(longest_gap=2 * REFRESH.total_seconds())


@pytest.fixture
async def residence(leases: SteppedLeases, ids: CountingIds, contact: Contact) -> Residence:
    """This node's, which has a socket in the room."""
    residence = Residence(leases, ids, contact, LEASE, REFRESH)
    residence.enter(CODE)
    return residence
