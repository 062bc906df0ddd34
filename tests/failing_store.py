"""A store that is of no use."""

from collections.abc import Sequence

from application.commit import Committed
from application.ports import Change, Health, RoomRepository
from domain.events import Events
from domain.room import Room


class Failing(RoomRepository, Health):
    """A store that answers everything with one error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def add(self, room: Room, events: Events) -> None:
        raise self._error

    async def get(self, code: str) -> Room:
        raise self._error

    async def update(self, code: str, change: Change) -> Committed:
        raise self._error

    async def check(self) -> None:
        raise self._error

    async def cautions(self) -> Sequence[str]:
        raise self._error
