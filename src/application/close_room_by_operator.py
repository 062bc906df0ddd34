"""Those who run the server end a room."""

from application.ports import RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class CloseRoomByOperator:
    """Closes a room for everybody in it, whoever its host is."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, code: str, room_id: str | None = None) -> None:
        """With a `room_id` only that very room: its code may have become another's while
        somebody thought about it. Raises `RoomNotFound`."""

        def close(room: Room) -> Events:
            if room_id not in (None, room.room_id):
                raise RoomNotFound
            return room.close_by_operator()

        await self._rooms.update(code, close)
