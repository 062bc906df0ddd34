"""Seed document, "Leaving a Room"."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.leave_room import LeaveRoom
from application.ports import Identity
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import CloseReason, HostChanged, LeaveReason, MemberLeft, RoomClosed
from tests.commits import next_events
from tests.rooms import ADA, BEN, CLEO, CODE, STRANGER, a_room


@pytest.fixture
def leave(rooms: MemoryRooms) -> LeaveRoom:
    return LeaveRoom(rooms)


async def test_one_who_leaves_is_no_member_any_more(leave: LeaveRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3), ())
    await leave(Identity(CODE, BEN))
    assert list((await rooms.get(CODE)).members) == [ADA, CLEO]


async def test_a_host_that_leaves_is_succeeded_in_the_same_commit(
    leave: LeaveRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=3, connected=[CLEO]), ())
    async with rooms.follow(CODE) as feed:
        await leave(Identity(CODE, ADA))
        left = MemberLeft(ADA, LeaveReason.LEFT)
        assert await next_events(feed) == (left, HostChanged(CLEO))
    assert (await rooms.get(CODE)).host_id == CLEO


async def test_the_last_one_out_closes_the_room(leave: LeaveRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(), ())
    async with rooms.follow(CODE) as feed:
        await leave(Identity(CODE, ADA))
        assert await next_events(feed) == (RoomClosed(CloseReason.HOST_LEFT),)
    with pytest.raises(RoomNotFound):
        await rooms.get(CODE)


async def test_a_stranger_cannot_leave(leave: LeaveRoom, rooms: MemoryRooms) -> None:
    room = a_room(with_members=2)
    await rooms.add(room, ())
    with pytest.raises(MemberNotFound):
        await leave(Identity(CODE, STRANGER))
    assert await rooms.get(CODE) == room
