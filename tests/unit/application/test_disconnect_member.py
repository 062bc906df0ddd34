"""Seed document, "Disconnects": whoever is gone stays a member."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.disconnect_member import DisconnectMember
from application.ports import Identity
from domain.errors import RoomNotFound
from domain.events import MemberDisconnected
from tests.commits import next_events
from tests.rooms import ADA, BEN, CODE, a_room, socket_of

MEMBER = Identity(CODE, BEN)


@pytest.fixture
def disconnect(rooms: MemoryRooms) -> DisconnectMember:
    return DisconnectMember(rooms)


async def test_one_who_disconnects_is_away_and_still_a_member(
    disconnect: DisconnectMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2, connected=[ADA, BEN]), ())
    await disconnect(MEMBER, socket_of(BEN))
    room = await rooms.get(CODE)
    assert not room.member(BEN).is_connected
    assert room.member(ADA).is_connected


async def test_disconnecting_is_announced(disconnect: DisconnectMember, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=2, connected=[BEN]), ())
    async with rooms.follow(CODE) as feed:
        await disconnect(MEMBER, socket_of(BEN))
        assert await next_events(feed) == (MemberDisconnected(BEN),)


async def test_the_late_disconnect_of_a_replaced_socket_changes_nothing(
    disconnect: DisconnectMember, rooms: MemoryRooms
) -> None:
    room = a_room(with_members=2, connected=[BEN])
    await rooms.add(room, ())
    await disconnect(MEMBER, "an older socket")
    assert await rooms.get(CODE) == room


async def test_the_disconnect_of_one_who_left_changes_nothing(
    disconnect: DisconnectMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2, connected=[BEN]), ())
    left = await rooms.update(CODE, lambda room: room.leave(BEN))
    await disconnect(MEMBER, socket_of(BEN))
    assert await rooms.get(CODE) == left.room


async def test_the_disconnect_from_a_closed_room_changes_nothing(
    disconnect: DisconnectMember, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=2, connected=[BEN]), ())
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    await disconnect(MEMBER, socket_of(BEN))
    with pytest.raises(RoomNotFound):
        await rooms.get(CODE)
