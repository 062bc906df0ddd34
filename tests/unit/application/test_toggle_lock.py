"""Seed document, `room:toggle_lock`."""

import pytest

from adapters.memory_rooms import MemoryRooms
from application.ports import Identity
from application.toggle_lock import ToggleLock
from domain.errors import MemberNotFound, NotHost, RoomError
from domain.events import LockToggled
from tests.commits import next_events
from tests.rooms import ADA, BEN, CODE, STRANGER, a_room

HOST = Identity(CODE, ADA)


@pytest.fixture
def toggle(rooms: MemoryRooms) -> ToggleLock:
    return ToggleLock(rooms)


async def test_toggling_twice_locks_and_unlocks(toggle: ToggleLock, rooms: MemoryRooms) -> None:
    await rooms.add(a_room(), ())
    await toggle(HOST)
    assert (await rooms.get(CODE)).is_locked
    await toggle(HOST)
    assert not (await rooms.get(CODE)).is_locked


async def test_every_toggle_is_announced_with_what_it_led_to(
    toggle: ToggleLock, rooms: MemoryRooms
) -> None:
    await rooms.add(a_room(), ())
    async with rooms.follow(CODE) as feed:
        await toggle(HOST)
        await toggle(HOST)
        assert await next_events(feed) == (LockToggled(is_locked=True),)
        assert await next_events(feed) == (LockToggled(is_locked=False),)


@pytest.mark.parametrize(("by", "refusal"), [(BEN, NotHost), (STRANGER, MemberNotFound)])
async def test_a_lock_that_someone_else_would_toggle_stays_as_it_is(
    toggle: ToggleLock, rooms: MemoryRooms, by: str, refusal: type[RoomError]
) -> None:
    room = a_room(with_members=2)
    await rooms.add(room, ())
    with pytest.raises(refusal):
        await toggle(Identity(CODE, by))
    assert await rooms.get(CODE) == room
