"""Nodes that don't share what they should, of a store that is sound."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from application.commit import Commit, Committed, Interrupted
from application.following import Following
from application.ports import Change, RoomFeed, RoomRepository
from domain.events import Events
from domain.room import Room


class RemembersRooms(RoomRepository):
    """A node that answers from what it read or wrote itself before."""

    def __init__(self, store: RoomRepository) -> None:
        self._store = store
        self._copies: dict[str, Room] = {}

    async def add(self, room: Room, events: Events) -> None:
        await self._store.add(room, events)

    async def get(self, code: str) -> Room:
        if code not in self._copies:
            self._copies[code] = await self._store.get(code)
        return self._copies[code]

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await self._store.revisions(codes)

    async def update(self, code: str, change: Change) -> Committed:
        committed = await self._store.update(code, change)
        self._copies[code] = committed.room
        return committed


class RefusesFromMemory(RemembersRooms):
    """A node that asks the store only when its own copy has no objection."""

    async def get(self, code: str) -> Room:
        return await self._store.get(code)

    async def update(self, code: str, change: Change) -> Committed:
        if code in self._copies:
            change(self._copies[code])
        return await super().update(code, change)


class HearsNothing(RoomFeed):
    """A node that the changes of others don't reach."""

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        yield Following()
