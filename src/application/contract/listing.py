"""What `RoomDirectory` promises, in a form that runs against any store."""

from dataclasses import dataclass
from datetime import timedelta

from application.contract.changes import close, toggle
from application.contract.given import HOUR, open_party, open_room
from application.contract.promises import same, same_room
from application.contract.store_under_test import StoreUnderTest
from application.ports import RoomDirectory
from domain.room import Room

MANY = 500
"""Rooms that no store should name in one batch."""


@dataclass(frozen=True, slots=True)
class DirectoriesUnderTest:
    """The directories of two nodes, or the same one twice, and the store whose rooms they name.
    It may hold other rooms too."""

    first: RoomDirectory
    second: RoomDirectory
    stores: StoreUnderTest


class DirectoryContract:
    """Everything that `RoomDirectory` promises, as tests. Each takes one `DirectoriesUnderTest`."""

    async def test_every_room_is_named_as_it_is_now(self, listed: DirectoriesUnderTest) -> None:
        party, lonely = await open_party(listed.stores), await open_room(listed.stores)
        locked = (await listed.stores.second.rooms.update(lonely.code, toggle)).room
        for directory in (listed.first, listed.second):
            named = await _named(directory)
            for room in (party.room, locked):
                assert room.code in named, f"the room {room.code} must be named, and was not"
                same_room(named[room.code], room, "the directory")

    async def test_rooms_that_are_gone_are_not_named(self, listed: DirectoriesUnderTest) -> None:
        closed = await open_room(listed.stores)
        expired = await open_room(listed.stores, age=HOUR - timedelta(seconds=0.5))
        await listed.stores.first.rooms.update(closed.code, close)
        await listed.stores.elapse(0.7)
        for directory in (listed.first, listed.second):
            gone = {closed.code, expired.code} & (await _named(directory)).keys()
            same(gone, set(), "rooms that are gone, and named")

    async def test_of_many_rooms_all_are_named_in_batches(
        self, listed: DirectoriesUnderTest
    ) -> None:
        rooms = {(await open_room(listed.stores)).code for _ in range(MANY)}
        named = [{room.code for room in batch} async for batch in listed.first.rooms()]
        same(rooms - set().union(*named), set(), "rooms that are there, and not named")
        largest = max(map(len, named))
        assert largest < MANY, f"a batch of {largest} rooms came, and a few hundred were promised"

    async def test_rooms_that_stay_are_named_whatever_comes_and_goes(
        self, listed: DirectoriesUnderTest
    ) -> None:
        rooms = [(await open_room(listed.stores)).code for _ in range(MANY)]
        going, staying = rooms[::2], set(rooms[1::2])
        async for batch in listed.second.rooms():
            staying -= {room.code for room in batch}
            for code in going[:50]:
                await listed.stores.first.rooms.update(code, close)
                await open_room(listed.stores)
            del going[:50]
        same(staying, set(), "rooms that were there all the time, and not named")

    async def test_who_stops_looking_may_begin_anew(self, listed: DirectoriesUnderTest) -> None:
        room = await open_room(listed.stores)
        await anext(listed.first.rooms())
        named = await _named(listed.first)
        assert room.code in named, f"the room {room.code} must be named again, and was not"


async def _named(directory: RoomDirectory) -> dict[str, Room]:
    """All rooms by their codes."""
    return {room.code: room async for batch in directory.rooms() for room in batch}
