"""A member's socket is gone."""

from application.ports import Identity, RoomRepository
from domain.errors import MemberNotFound, RoomNotFound


class DisconnectMember:
    """Marks a member as away; it stays a member (seed document, "Disconnects")."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity, socket_id: str) -> None:
        """Changes nothing when the member has left, or is connected elsewhere by now."""
        try:
            await self._rooms.update(
                who.room_code, lambda room: room.disconnect(who.user_id, socket_id)
            )
        except (RoomNotFound, MemberNotFound):
            return
