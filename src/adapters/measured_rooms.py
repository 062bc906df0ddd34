"""Rooms in any store, measured."""

from collections.abc import Awaitable, Mapping, Sequence
from time import perf_counter
from typing import TypeVar

from application.commit import Committed
from application.errors import RoomCodeTaken, ServiceError
from application.ports import Change, RoomRepository, StoreMetrics
from domain.errors import RoomError
from domain.events import Events
from domain.room import Room

T = TypeVar("T")

TAKEN = "ROOM_CODE_TAKEN"
"""What `RoomCodeTaken` is called here. Clients never hear of it: another code is tried."""


class MeasuredRooms(RoomRepository):
    """Tells the metrics how each operation went, and how long it took. One that was cancelled
    has no result, and is not told of."""

    def __init__(
        self, rooms: RoomRepository, metrics: StoreMetrics, *, reports_commits: bool
    ) -> None:
        """Unless the store itself `reports_commits`, each change counts as one."""
        self._rooms = rooms
        self._metrics = metrics
        self._reports_commits = reports_commits

    async def add(self, room: Room, events: Events) -> None:
        await self._measured("add", self._rooms.add(room, events))
        self._changed(events)

    async def get(self, code: str) -> Room:
        return await self._measured("get", self._rooms.get(code))

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await self._measured("revisions", self._rooms.revisions(codes))

    async def update(self, code: str, change: Change) -> Committed:
        committed = await self._measured("update", self._rooms.update(code, change))
        self._changed(committed.events)
        return committed

    async def _measured(self, operation: str, work: Awaitable[T]) -> T:
        began = perf_counter()
        try:
            done = await work
        except Exception as error:
            self._metrics.operated(operation, _result(error), perf_counter() - began)
            raise
        self._metrics.operated(operation, "ok", perf_counter() - began)
        return done

    def _changed(self, events: Events) -> None:
        if events and not self._reports_commits:
            self._metrics.committed(1)


def _result(error: Exception) -> str:
    if isinstance(error, RoomCodeTaken):
        return TAKEN
    return error.code if isinstance(error, RoomError | ServiceError) else ServiceError.code
