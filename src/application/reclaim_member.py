"""A member whose connection the store has taken for gone is still there."""

from application.ports import Identity, RoomRepository
from application.residence import Residence


class ReclaimMember:
    """Makes a member connected again on the socket that it never lost."""

    def __init__(self, rooms: RoomRepository, residence: Residence) -> None:
        self._rooms = rooms
        self._residence = residence

    async def __call__(self, who: Identity, socket_id: str) -> None:
        """The residence must have been entered for the room.

        Raises `RoomNotFound`, `MemberNotFound`, or `SessionReplaced` when the member is
        connected from elsewhere by now.
        """
        async with self._residence.at(who.room_code) as node_id:
            await self._rooms.update(
                who.room_code, lambda room: room.reclaim(who.user_id, socket_id, node_id)
            )
