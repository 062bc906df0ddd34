"""The host sends someone away."""

from application.ports import Identity, RoomRepository


class KickMember:
    """Ends another's membership (seed document, `room:kick`)."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity, target: str) -> None:
        """Raises `RoomNotFound`, `MemberNotFound`, `NotHost` or `CannotKickSelf`."""
        await self._rooms.update(
            who.room_code, lambda room: room.kick(by=who.user_id, target=target)
        )
