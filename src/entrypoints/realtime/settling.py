"""Seeing to it that what time brings to a room happens when it is due."""

import asyncio

import structlog

from application.background import background
from application.errors import ServiceError
from application.ports import Backoff, Clock, RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.alarm import Alarm

log = structlog.stdlib.get_logger(__name__)


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
        attempt = 0
        while True:
            try:
                return (await self._rooms.update(self._code, _nothing)).room
            except RoomNotFound:
                return None
            except Exception as error:
                if not isinstance(error, ServiceError):
                    log.exception("settling a room failed", room=self._code)
            await asyncio.sleep(self._backoff.pause(attempt))
            attempt += 1


def _nothing(_: Room) -> Events:
    return ()
