"""Directories that don't name the rooms that there are."""

from collections.abc import AsyncIterator, Sequence
from itertools import islice

from adapters.memory_rooms import LISTED, MemoryRooms
from domain.room import Room


class NamesOneBatch(MemoryRooms):
    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        async for batch in super().rooms():
            yield batch
            return


class NamesAllAtOnce(MemoryRooms):
    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        yield [room async for batch in super().rooms() for room in batch]


class CountsOn(MemoryRooms):
    """Passes over as many as it has named, whatever has gone of them meanwhile."""

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        self._expire()
        named = 0
        while batch := list(islice(self._rooms.values(), named, named + LISTED)):
            named += len(batch)
            yield batch


class NamesThemAsTheyWere(MemoryRooms):
    """Tells of each room as it was when it was first told of, or made."""

    def _keep(self, room: Room) -> None:
        super()._keep(room)
        self.first_seen = {room.code: room, **getattr(self, "first_seen", {})}

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        async for batch in super().rooms():
            yield [self.first_seen[room.code] for room in batch]


class NamesTheGone(NamesThemAsTheyWere):
    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        yield list(self.first_seen.values())


class GoesOnWhereItWasLeft(MemoryRooms):
    """Has one bookmark for all who look."""

    looking: AsyncIterator[Sequence[Room]] | None = None

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        self.looking = self.looking or super().rooms()
        async for batch in self.looking:
            yield batch
