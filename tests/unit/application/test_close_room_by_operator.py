"""Those who run the server end a room."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.close_room_by_operator import CloseRoomByOperator
from domain.errors import RoomNotFound
from domain.events import CloseReason, RoomClosed
from tests.commits import next_events
from tests.rooms import CODE, a_room


@pytest.fixture
def close(rooms: MemoryRooms) -> CloseRoomByOperator:
    return CloseRoomByOperator(rooms)


async def test_a_room_that_is_closed_is_gone_and_its_people_hear_why(
    close: CloseRoomByOperator, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(with_members=3, locked=True), ())
    async with rooms.follow(CODE) as feed:
        await close(CODE)
        assert await next_events(feed) == (RoomClosed(CloseReason.OPERATOR_CLOSED),)
    with pytest.raises(RoomNotFound):
        await rooms.get(CODE)


async def test_a_room_that_was_looked_at_is_closed(
    close: CloseRoomByOperator, rooms: MemoryRooms
) -> None:
    room = a_room()
    await rooms.add(room, ())
    await close(CODE, room.room_id)
    with pytest.raises(RoomNotFound):
        await rooms.get(CODE)


async def test_another_room_that_has_the_code_by_now_stays_open(
    close: CloseRoomByOperator, rooms: MemoryRooms
) -> None:
    room = a_room()
    await rooms.add(room, ())
    with pytest.raises(RoomNotFound):
        await close(CODE, "the room before")
    assert await rooms.get(CODE) == room


async def test_a_room_that_is_not_there_is_not_found(close: CloseRoomByOperator) -> None:
    with pytest.raises(RoomNotFound):
        await close(CODE)
