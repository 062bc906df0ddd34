"""Seed document, `GET /rooms/:code`."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.get_room import GetRoom
from domain.errors import RoomNotFound
from domain.room_code import RoomCodeRule
from tests.fakes import FakeClock
from tests.rooms import ADA, CODE, TTL, a_room


@pytest.fixture
def look(rooms: MemoryRooms) -> GetRoom:
    return GetRoom(rooms, RoomCodeRule(alphabet="KRTWXYZ"))


async def test_a_room_is_found_by_its_code(look: GetRoom, rooms: MemoryRooms) -> None:
    room = a_room(with_members=3)
    await rooms.add(room, ())
    assert await look(CODE) == room


async def test_a_room_is_found_by_its_code_in_the_other_case(
    look: GetRoom, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(), ())
    assert (await look(CODE.lower())).code == CODE


@pytest.mark.parametrize("code", ["ZZZZZZ", "no code at all", ""])
async def test_a_room_that_is_not_there_is_not_found(look: GetRoom, code: str) -> None:
    with pytest.raises(RoomNotFound):
        await look(code)


async def test_a_closed_room_is_not_found(look: GetRoom, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(), ())
    await rooms.update(CODE, lambda room: room.close(by=ADA))
    with pytest.raises(RoomNotFound):
        await look(CODE)


async def test_a_room_past_its_deadline_is_not_found(
    look: GetRoom, rooms: MemoryRooms, clock: FakeClock
) -> None:
    await rooms.add(a_room(), ())
    clock.advance(TTL)
    with pytest.raises(RoomNotFound):
        await look(CODE)
