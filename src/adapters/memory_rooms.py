"""Rooms in this process's memory: the embedded default, for one node.

Nothing here awaits, so every method is one atomic step of the event loop by itself.
"""

import heapq
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from application.commit import Commit, Committed, Interrupted
from application.errors import RoomCodeTaken
from application.following import Following
from application.ports import Change, Clock, Health, Ids, RoomDirectory, RoomFeed, RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room

SPARE_DEADLINES = 256
"""Outdated deadlines that may lie about before they are swept, beside one for each room."""


LISTED = 200
"""Rooms that are listed without letting others in between."""


class MemoryRooms(RoomRepository, RoomFeed, RoomDirectory, Health):
    """A complete store with deadlines and feed. It ends with the process."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._rooms: dict[str, Room] = {}
        self._deadlines: list[tuple[datetime, str]] = []
        self._followers: dict[str, set[Following]] = {}

    async def check(self) -> None:
        """This store always answers."""

    async def cautions(self) -> Sequence[str]:
        return ()

    async def add(self, room: Room, events: Events) -> None:
        self._expire()
        if room.code in self._rooms:
            raise RoomCodeTaken
        self._keep(room)
        self._announce(Commit.of(None, room, events))

    async def get(self, code: str) -> Room:
        self._expire()
        try:
            return self._rooms[code]
        except KeyError:
            raise RoomNotFound from None

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        self._expire()
        return {code: self._rooms[code].revision for code in codes if code in self._rooms}

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        codes = list(self._rooms)
        for first in range(0, len(codes), LISTED):
            self._expire()
            batch = codes[first : first + LISTED]
            yield [self._rooms[code] for code in batch if code in self._rooms]

    async def update(self, code: str, change: Change) -> Committed:
        room = await self.get(code)
        room = self._commit(room, room.due(self._clock.now()))
        if not room.is_open:
            raise RoomNotFound
        events = change(room)
        return Committed(self._commit(room, events), events)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        following = Following()
        self._followers.setdefault(code, set()).add(following)
        try:
            yield following
        finally:
            followers = self._followers[code]
            followers.remove(following)
            if not followers:
                del self._followers[code]

    def footprint(self, code: str) -> dict[str, datetime]:
        """Everything held of a room, with its deadline."""
        self._expire()
        room = self._rooms.get(code)
        return {f"room {code}": room.expires_at} if room else {}

    def _commit(self, before: Room, events: Events) -> Room:
        if not events:
            return before
        after = before.apply(events, at=self._clock.now(), revision=self._ids.new())
        if after.is_open:
            self._keep(after)
        else:
            del self._rooms[after.code]
        self._announce(Commit.of(before, after, events))
        return after

    def _keep(self, room: Room) -> None:
        known = self._rooms.get(room.code)
        if known is None or known.expires_at != room.expires_at:
            heapq.heappush(self._deadlines, (room.expires_at, room.code))
        self._rooms[room.code] = room
        if len(self._deadlines) > 2 * len(self._rooms) + SPARE_DEADLINES:
            self._deadlines = [(kept.expires_at, code) for code, kept in self._rooms.items()]
            heapq.heapify(self._deadlines)

    def _expire(self) -> None:
        """Forget the rooms whose deadline has passed.

        A deadline that has moved, or whose room is gone, is an entry without effect.
        """
        now = self._clock.now()
        while self._deadlines and self._deadlines[0][0] <= now:
            _, code = heapq.heappop(self._deadlines)
            room = self._rooms.get(code)
            if room is not None and room.expires_at <= now:
                del self._rooms[code]

    def _announce(self, commit: Commit) -> None:
        for following in self._followers.get(commit.code, ()):
            following.put(commit)
