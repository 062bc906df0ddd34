"""A member whose connection the store has taken for gone is still there."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.ports import Identity
from application.reclaim_member import ReclaimMember
from application.residence import Residence
from domain.errors import MemberNotFound, RoomNotFound, SessionReplaced
from tests.rooms import ADA, BEN, CODE, NODE, STRANGER, a_room, socket_of

MEMBER = Identity(CODE, BEN)
ROOM_ID = a_room().room_id


@pytest.fixture
def reclaim(rooms: MemoryRooms, residence: Residence) -> ReclaimMember:
    return ReclaimMember(rooms, residence)


async def test_a_member_whose_node_was_lost_is_connected_again_under_the_new_id(
    reclaim: ReclaimMember, rooms: MemoryRooms, residence: Residence
) -> None:
    await rooms.add(a_room(with_members=2, connected=[ADA, BEN]), ())
    await rooms.update(CODE, lambda room: room.lose_node(NODE))
    await reclaim(MEMBER, ROOM_ID, socket_of(BEN))
    member = (await rooms.get(CODE)).member(BEN)
    assert (member.socket_id, member.node_id) == (socket_of(BEN), residence.node_id)


async def test_a_member_whose_node_is_not_lost_yet_is_taken_over(
    reclaim: ReclaimMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2, connected=[BEN]), ())
    await reclaim(MEMBER, ROOM_ID, socket_of(BEN))
    await rooms.update(CODE, lambda room: room.lose_node(NODE))
    assert (await rooms.get(CODE)).member(BEN).is_connected


async def test_one_who_came_back_elsewhere_is_not_reclaimed(
    reclaim: ReclaimMember, rooms: MemoryRooms
) -> None:
    room = a_room(with_members=2, connected=[BEN])
    await rooms.add(room, ())
    with pytest.raises(SessionReplaced):
        await reclaim(MEMBER, ROOM_ID, "an older socket")
    assert await rooms.get(CODE) == room


async def test_one_who_is_no_member_is_not_reclaimed(
    reclaim: ReclaimMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(), ())
    with pytest.raises(MemberNotFound):
        await reclaim(Identity(CODE, STRANGER), ROOM_ID, "a socket")


async def test_nobody_is_reclaimed_in_a_room_that_is_gone(reclaim: ReclaimMember) -> None:
    with pytest.raises(RoomNotFound):
        await reclaim(MEMBER, ROOM_ID, "a socket")


async def test_nobody_is_reclaimed_in_another_room_of_the_same_code(
    reclaim: ReclaimMember, rooms: MemoryRooms
) -> None:
    room = a_room(with_members=2)
    await rooms.add(room, ())
    with pytest.raises(RoomNotFound):
        await reclaim(MEMBER, "the room before", "a socket")
    assert await rooms.get(CODE) == room
