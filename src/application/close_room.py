"""The host ends the room."""

from application.ports import Identity, RoomRepository


class CloseRoom:
    """Removes the room, and with it the worth of every token (seed document, `room:close`)."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity) -> None:
        """Raises `RoomNotFound`, `MemberNotFound` or `NotHost`."""
        await self._rooms.update(who.room_code, lambda room: room.close(by=who.user_id))
