"""The memory store's way of changing a room, in steps, so that one may be broken."""

from adapters.memory_rooms import MemoryRooms
from application.commit import Commit, Committed
from application.ports import Change
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class Stepwise(MemoryRooms):
    """As sound as the memory store as long as no step is broken."""

    async def update(self, code: str, change: Change) -> Committed:
        before = self._settled(await self._read(code))
        return self._write(before, change(before))

    async def _read(self, code: str) -> Room:
        return await self.get(code)

    def _settled(self, room: Room) -> Room:
        room, _ = self._write(room, room.due(self._clock.now()))
        if not room.is_open:
            raise RoomNotFound
        return room

    def _write(self, before: Room, events: Events) -> Committed:
        if not events:
            return Committed(before, events)
        after = self._after(before, events)
        if after.is_open:
            self._keep(after)
        else:
            self._forget(after)
        self._announce(Commit.of(before, after, events))
        return Committed(after, events)

    def _after(self, before: Room, events: Events) -> Room:
        return before.apply(events, at=self._clock.now(), revision=self._ids.new())

    def _forget(self, room: Room) -> None:
        self._rooms.pop(room.code, None)
