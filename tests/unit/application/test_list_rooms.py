"""Those who run the server look through the rooms."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields, replace

from adapters.memory_rooms import MemoryRooms
from application.list_rooms import ListedRoom, ListRooms
from application.ports import RoomDirectory
from domain.room import Room
from tests.rooms import ADA, BEN, NOON, TTL, a_room


class Repeating(RoomDirectory):
    """Names what it is given; a store may name a room twice, and in any order."""

    def __init__(self, *batches: Sequence[Room]) -> None:
        self._batches = batches

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        for batch in self._batches:
            yield batch


async def listed(directory: RoomDirectory) -> list[ListedRoom]:
    return [room async for room in ListRooms(directory)()]


async def test_a_room_is_listed_with_what_may_be_told_of_it(rooms: MemoryRooms) -> None:
    await rooms.add(a_room(with_members=3, connected=[ADA, BEN], locked=True, code="AAA"), ())
    assert await listed(rooms) == [
        ListedRoom(
            code="AAA",
            is_locked=True,
            connected=2,
            members=3,
            max_users=8,
            version=1,
            created_at=NOON,
            expires_at=NOON + TTL,
        )
    ]


async def test_nothing_is_listed_that_tells_who_is_in_a_room() -> None:
    (room,) = await listed(Repeating([a_room(with_members=3)]))
    told = " ".join(str(getattr(room, field.name)) for field in fields(room)).lower()
    assert ADA not in told


async def test_a_room_that_is_named_twice_is_listed_once_as_it_was_first() -> None:
    early, late = a_room(code="AAA"), a_room(code="BBB")
    again = replace(early, version=2)
    told = await listed(Repeating([early, early], [], [late, again]))
    assert [(room.code, room.version) for room in told] == [("AAA", 1), ("BBB", 1)]


async def test_where_there_is_no_room_none_is_listed(rooms: MemoryRooms) -> None:
    assert await listed(rooms) == []
