"""The host hands the room over."""

from application.ports import Identity, RoomRepository


class TransferHost:
    """Makes another member the host (seed document, `room:transfer_host`)."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity, new_host: str) -> None:
        """Raises `RoomNotFound`, `MemberNotFound`, `NotHost` or `AlreadyHost`."""
        await self._rooms.update(
            who.room_code, lambda room: room.transfer_host(by=who.user_id, to=new_host)
        )
