"""Seed document, `room:close` and "Closing a room deletes all keys"."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.close_room import CloseRoom
from application.ports import Identity
from domain.errors import MemberNotFound, NotHost, RoomError, RoomNotFound
from domain.events import CloseReason, RoomClosed
from tests.commits import next_events
from tests.rooms import ADA, BEN, CODE, STRANGER, a_room

HOST = Identity(CODE, ADA)


@pytest.fixture
def close(rooms: MemoryRooms) -> CloseRoom:
    return CloseRoom(rooms)


async def test_a_closed_room_is_gone(close: CloseRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3), ())
    await close(HOST)
    with pytest.raises(RoomNotFound):
        await rooms.get(CODE)


async def test_closing_is_announced(close: CloseRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3), ())
    async with rooms.follow(CODE) as feed:
        await close(HOST)
        assert await next_events(feed) == (RoomClosed(CloseReason.HOST_CLOSED),)


async def test_a_closed_room_is_not_found_when_it_is_closed_again(
    close: CloseRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(), ())
    await close(HOST)
    with pytest.raises(RoomNotFound):
        await close(HOST)


@pytest.mark.parametrize(("by", "refusal"), [(BEN, NotHost), (STRANGER, MemberNotFound)])
async def test_a_room_that_someone_else_would_close_stays_open(
    close: CloseRoom, rooms: MemoryRooms, by: str, refusal: type[RoomError]
) -> None:
    room = a_room(with_members=2)
    await rooms.add(room, ())
    with pytest.raises(refusal):
        await close(Identity(CODE, by))
    assert await rooms.get(CODE) == room
