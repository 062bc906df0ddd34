"""Look at a room."""

from application.ports import RoomRepository
from domain.room import Room
from domain.room_code import RoomCodeRule


class GetRoom:
    """Finds a room by what someone typed (seed document, `GET /rooms/:code`)."""

    def __init__(self, rooms: RoomRepository, codes: RoomCodeRule) -> None:
        self._rooms = rooms
        self._codes = codes

    async def __call__(self, code: str) -> Room:
        """Raises `RoomNotFound`."""
        return await self._rooms.get(self._codes.read(code))
