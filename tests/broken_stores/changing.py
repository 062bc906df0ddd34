"""Stores that don't make a change one atomic step."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from application.commit import Commit, Committed
from application.deadline import answer_due
from application.errors import Busy, RoomCodeTaken, StoreUnavailable
from application.ports import Change
from domain.errors import RoomNotFound
from domain.events import Events, LockToggled
from domain.room import Room
from domain.timing import Timing
from tests.broken_stores.stepwise import Stepwise
from tests.fakes import NOON

NOBODYS, _ = Room.create(
    code="NOBODYS",
    room_id="nobody's",
    revision="no revision",
    host_id="nobody",
    display_name="Nobody",
    max_users=1,
    now=NOON,
    timing=Timing(timedelta(hours=1)),
)


class TakesTakenCodes(Stepwise):
    async def add(self, room: Room, events: Events) -> None:
        self._rooms.pop(room.code, None)
        await super().add(room, events)


class LooksBeforeItAdds(TakesTakenCodes):
    """Looks whether a code is free, and adds the room, in two steps."""

    async def add(self, room: Room, events: Events) -> None:
        if room.code in self._rooms:
            raise RoomCodeTaken
        await asyncio.sleep(0)
        await super().add(room, events)


class ReadsBeforeItWrites(Stepwise):
    """Reads a room, and writes it, in two steps."""

    async def _read(self, code: str) -> Room:
        room = await super()._read(code)
        await asyncio.sleep(0)
        return room


class AnnouncesBeforeItCommits(Stepwise):
    """Announces a change, and then finds that somebody was faster."""

    async def update(self, code: str, change: Change) -> Committed:
        before = await self.get(code)
        events = change(before)
        after = self._after(before, events)
        self._announce(Commit.of(before, after, events))
        await asyncio.sleep(0)
        if await self.get(code) != before:
            raise StoreUnavailable
        self._keep(after)
        return Committed(after, events)


class DecidesOnAnOldCopy(Stepwise):
    """Asks about the room as it was one change ago, and about one that was closed."""

    copies: Mapping[str, Room] = {}

    async def _read(self, code: str) -> Room:
        room = await super()._read(code)
        old = self.copies.get(code, room)
        self.copies = {**self.copies, code: room}
        return old


class AnswersForClosedRooms(Stepwise):
    """A change without events has nothing to write, and so is not checked."""

    closed: Mapping[str, Room] = {}

    def _forget(self, room: Room) -> None:
        super()._forget(room)
        self.closed = {**self.closed, room.code: room}

    async def update(self, code: str, change: Change) -> Committed:
        try:
            return await super().update(code, change)
        except RoomNotFound:
            if code in self.closed and not change(self.closed[code]):
                return Committed(self.closed[code], ())
            raise


class LetsNoTimeGoBy(Stepwise):
    """Knows nothing of what time brings."""

    def _settled(self, room: Room) -> Room:
        return room


class SettlesAndForgets(Stepwise):
    """Undoes with a change that is refused what time has brought before it."""

    async def update(self, code: str, change: Change) -> Committed:
        before = await self.get(code)
        try:
            return await super().update(code, change)
        except Exception:
            self._keep(before)
            raise


class SkipsVersions(Stepwise):
    def _after(self, before: Room, events: Events) -> Room:
        after = super()._after(before, events)
        return replace(after, version=after.version + 1)


class RepeatsRevisions(Stepwise):
    def _after(self, before: Room, events: Events) -> Room:
        return replace(super()._after(before, events), revision="the same again")


class WritesWithoutEvents(Stepwise):
    def _write(self, before: Room, events: Events) -> Committed:
        written = super()._write(before, events or (LockToggled(before.is_locked),))
        return Committed(written.room, events)


class SwallowsRefusals(Stepwise):
    async def update(self, code: str, change: Change) -> Committed:
        try:
            return await super().update(code, change)
        except Exception:
            return Committed(self._rooms.get(code, NOBODYS), ())


class AsksAboutNobodysRoom(Stepwise):
    """Asks first, and then looks whether there is a room."""

    async def update(self, code: str, change: Change) -> Committed:
        change(self._rooms.get(code, NOBODYS))
        return await super().update(code, change)


class FailsTogether(Stepwise):
    """One change that fails takes the next one with it."""

    failed: Exception | None = None

    async def update(self, code: str, change: Change) -> Committed:
        await asyncio.sleep(0)
        if self.failed is not None:
            failed, self.failed = self.failed, None
            raise failed
        try:
            return await super().update(code, change)
        except Exception as error:
            self.failed = error
            raise


class RepeatsWhatWasCancelled(Stepwise):
    """Takes a caller that went away for a commit that was lost."""

    async def update(self, code: str, change: Change) -> Committed:
        before = await self.get(code)
        events = change(before)
        committed = self._write(before, events)
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self._write(await self.get(code), events)
            raise
        return committed


class SaysBusyWhenItIsLate(Stepwise):
    """Makes the change, and then says that it did not."""

    async def update(self, code: str, change: Change) -> Committed:
        committed = await super().update(code, change)
        due = answer_due()
        if due is not None and due <= asyncio.get_running_loop().time():
            raise Busy
        return committed
