"""The contract: rooms are kept as they were committed."""

from datetime import timedelta

from application.contract.changes import (
    close,
    connecting,
    handing_to,
    joining,
    leaving,
    toggle,
)
from application.contract.fresh import fresh, fresh_code
from application.contract.given import new_room, open_party, open_room
from application.contract.promises import granted, refusal, same_room
from application.contract.store_under_test import StoreUnderTest
from application.errors import RoomCodeTaken
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room
from domain.timing import Timing

NAMES = (
    "Zoë",
    "ناديا",
    "नमस्ते",
    "名前はまだ無い",
    "👩‍👩‍👧 & 🏳️‍🌈",
    '"quo\'ted" \\ {braces}',
    "007",
    "null",
    "<b>%s;--",
)


class Keeping:
    """`add` and `get`."""

    async def test_a_new_room_is_found_on_every_node_as_it_was_added(
        self, stores: StoreUnderTest
    ) -> None:
        for name in NAMES:
            room, events = new_room(stores, display_name=name, max_users=3)
            await stores.first.rooms.add(room, events)
            for node in (stores.first, stores.second):
                same_room(await node.rooms.get(room.code), room, "a new room as it is found")

    async def test_a_code_that_is_taken_is_refused_and_the_room_there_stays(
        self, stores: StoreUnderTest
    ) -> None:
        party = await open_party(stores)
        held = await stores.footprint(party.code)
        for node in (stores.first, stores.second):
            newer, events = new_room(stores, code=party.code)
            with refusal(RoomCodeTaken, of="adding a room under a code that is taken"):
                await node.rooms.add(newer, events)
            same_room(await node.rooms.get(party.code), party.room, "the room that was there")
        assert await stores.footprint(party.code) == held, (
            "adding a room under a code that is taken left something behind"
        )

    async def test_a_code_that_nobody_has_is_not_found(self, stores: StoreUnderTest) -> None:
        asked: list[Room] = []

        def change(room: Room) -> Events:
            asked.append(room)
            return ()

        for node in (stores.first, stores.second):
            with refusal(RoomNotFound, of="getting an unknown room"):
                await node.rooms.get(fresh_code())
            with refusal(RoomNotFound, of="changing an unknown room"):
                await node.rooms.update(fresh_code(), change)
        assert not asked, f"a change was asked about a room that does not exist: {asked}"

    async def test_everything_about_a_room_is_kept(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores, max_users=20)
        for turn, name in enumerate(NAMES):
            guest, socket = fresh(name), fresh("socket/with:odd{characters}\"'")
            changes = (joining(guest, name), toggle, connecting(guest, socket), handing_to(guest))
            for change in (*changes, toggle):
                room = (await stores.node(turn).rooms.update(room.code, change)).room
                same_room(await stores.first.rooms.get(room.code), room, "on the first node")
                same_room(await stores.second.rooms.get(room.code), room, "on the second node")

    async def test_times_are_kept_to_the_millisecond(self, stores: StoreUnderTest) -> None:
        for milliseconds in (0, 7, 70, 999):
            now = stores.clock.now()
            created = now.replace(microsecond=milliseconds * 1000) - timedelta(seconds=1)
            room, events = new_room(stores, created=created, timing=Timing(timedelta(seconds=3661)))
            await stores.first.rooms.add(room, events)
            same_room(await stores.second.rooms.get(room.code), room, "a room as it is found")

    async def test_members_are_kept_in_order_of_seniority(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores, max_users=20)
        guests = [fresh("guest") for _ in range(14)]
        gone, stay = guests[::3], [guest for guest in guests if guest not in guests[::3]]
        for turn, guest in enumerate(guests):
            await stores.node(turn).rooms.update(room.code, joining(guest))
        for turn, change in enumerate((*map(leaving, gone), joining(gone[0]))):
            await stores.node(turn).rooms.update(room.code, change)
        for node in (stores.first, stores.second):
            found = list((await node.rooms.get(room.code)).members)
            assert found == [room.host_id, *stay, gone[0]], (
                f"the members are not in order of seniority: {found}"
            )

    async def test_rooms_with_codes_alike_are_apart(self, stores: StoreUnderTest) -> None:
        shorter = await open_room(stores)
        longer = await open_room(stores, code=f"{shorter.code}1")
        await stores.first.rooms.update(shorter.code, close)
        with granted("getting a room while another, with a code alike, was closed"):
            same_room(await stores.second.rooms.get(longer.code), longer, "the other room")
