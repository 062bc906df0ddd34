"""The memory store, as the contract suite wants it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from adapters.memory_rooms import MemoryRooms
from application.contract import Node, StoreUnderTest
from tests.fakes import CountingIds, FakeClock


def under_test(kind: type[MemoryRooms] = MemoryRooms, *, patience: float = 10) -> StoreUnderTest:
    """A new store of this kind; two nodes of it can only be the same one."""
    clock = FakeClock()
    rooms = kind(clock, CountingIds())

    async def footprint(code: str) -> Mapping[str, datetime]:
        return rooms.footprint(code)

    async def elapse(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    node = Node(rooms, rooms)
    return StoreUnderTest(node, node, clock, footprint, elapse, patience)
