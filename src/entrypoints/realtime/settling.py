"""Seeing to it that what time brings to a room happens when it is due."""

import asyncio

from application.background import background
from application.ports import Backoff, Clock, RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.alarm import Alarm
from entrypoints.realtime.answered import answered


class Settling:
    """Sets one timer for a room that is hosted here. When it rings, the room is changed by
    nothing: every change settles first what is due. Other nodes that host the room do the
    same; the first one is enough, and the others find nothing to do.
    """

    def __init__(self, code: str, rooms: RoomRepository, backoff: Backoff, clock: Clock) -> None:
        self._code = code
        self._rooms = rooms
        self._backoff = backoff
        self._alarm = Alarm(clock, self._begin, grace=0)
        self._task: asyncio.Task[None] | None = None

    def stand_at(self, room: Room) -> None:
        """This is the room as far as is known, from now on."""
        self._alarm.set(room.due_at)

    def cancel(self) -> None:
        """See to it no longer."""
        self._alarm.cancel()
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        if self._task is None:
            self._task = background(self._settle())

    async def _settle(self) -> None:
        room = await self._settled()
        self._task = None
        if room is not None:
            self.stand_at(room)

    async def _settled(self) -> Room | None:
        try:
            return await answered(
                self._change_nothing, self._backoff, "settling a room failed", self._code
            )
        except RoomNotFound:
            return None

    async def _change_nothing(self) -> Room:
        return (await self._rooms.update(self._code, _nothing)).room


def _nothing(_: Room) -> Events:
    return ()
