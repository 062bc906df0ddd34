"""Leave for good."""

from application.ports import Identity, RoomRepository


class LeaveRoom:
    """Ends a membership; the host is succeeded (seed document, "Leaving a Room")."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity) -> None:
        """Raises `RoomNotFound` or `MemberNotFound`."""
        await self._rooms.update(who.room_code, lambda room: room.leave(who.user_id))
