"""A member whose connection the store has taken for gone is still there."""

from application.ports import Identity, RoomRepository
from application.residence import Residence
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class ReclaimMember:
    """Makes a member connected again on the socket that it never lost."""

    def __init__(self, rooms: RoomRepository, residence: Residence) -> None:
        self._rooms = rooms
        self._residence = residence

    async def __call__(self, who: Identity, room_id: str, socket_id: str) -> None:
        """The residence must have been entered for the room.

        Raises `RoomNotFound`, also when the code has another room than that of `room_id` by
        now, `MemberNotFound`, or `SessionReplaced` when the member is connected elsewhere.
        """

        def reclaiming(room: Room) -> Events:
            if room.room_id != room_id:
                raise RoomNotFound
            return room.reclaim(who.user_id, socket_id, node_id)

        async with self._residence.at(who.room_code) as node_id:
            await self._rooms.update(who.room_code, reclaiming)
