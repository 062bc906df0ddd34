"""The host locks the door, or opens it."""

from application.ports import Identity, RoomRepository


class ToggleLock:
    """Locks an open room and unlocks a locked one (seed document, `room:toggle_lock`)."""

    def __init__(self, rooms: RoomRepository) -> None:
        self._rooms = rooms

    async def __call__(self, who: Identity) -> None:
        """Raises `RoomNotFound`, `MemberNotFound` or `NotHost`."""
        await self._rooms.update(who.room_code, lambda room: room.toggle_lock(by=who.user_id))
