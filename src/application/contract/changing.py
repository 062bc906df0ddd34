"""The contract: a change is decided on the room as it is, and done whole or not at all."""

from application.contract.changes import (
    Mistake,
    connecting,
    disconnecting,
    joining,
    leaving,
    mistaken,
    nothing,
    toggle,
)
from application.contract.fresh import fresh
from application.contract.given import OPERATIONS, open_party, open_room
from application.contract.promises import granted, refusal, same_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from application.ports import Change
from domain.errors import MemberNotFound, RoomFull, RoomLocked
from domain.events import Events
from domain.room import Room


class Changing:
    """`update`, one change at a time."""

    async def test_a_change_makes_the_next_version_of_the_room(
        self, stores: StoreUnderTest
    ) -> None:
        for operation, change_at in OPERATIONS.items():
            party = await open_party(stores)
            change = change_at(party)
            after, events = await stores.first.rooms.update(party.code, change)
            assert events == change(party.room), f"{operation}: the events told are {events}"
            assert after.version == party.room.version + 1, f"{operation}: {after.version=}"
            expected = party.room.apply(events, at=after.updated_at, revision=after.revision)
            same_room(after, expected, f"{operation}: the outcome")
            same_room(await stores.second.rooms.get(party.code), after, f"{operation}: stored")

    async def test_every_change_makes_a_revision_of_its_own(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        revisions = {room.revision}
        for turn in range(20):
            room = (await stores.node(turn).rooms.update(room.code, toggle)).room
            assert room.revision not in revisions, f"revision {room.revision} was used before"
            revisions.add(room.revision)

    async def test_a_change_is_asked_about_the_room_as_it_is(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        asked: list[Room] = []

        def noted(now: Room) -> Events:
            asked.append(now)
            return toggle(now)

        for turn in range(20):
            after = (await stores.node(turn).rooms.update(room.code, noted)).room
            same_room(asked[-1], room, "the room on which a change was decided")
            room = after

    async def test_a_refusal_reaches_the_caller_and_changes_nothing(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, max_users=1)
        async with witnessed(stores, room) as witness:
            for node in (stores.first, stores.second):
                with refusal(RoomFull, of="joining a full room"):
                    await node.rooms.update(room.code, joining())
                with refusal(MemberNotFound, of="a stranger's leaving"):
                    await node.rooms.update(room.code, leaving(fresh("stranger")))
                with refusal(Mistake, of="a change with a bug"):
                    await node.rooms.update(room.code, mistaken)
                same_room(await node.rooms.get(room.code), room, "a room after refusals")
            await witness.account(told=())

    async def test_a_change_without_events_writes_nothing(self, stores: StoreUnderTest) -> None:
        party = await open_party(stores)
        idle = (nothing, connecting(party.ann, party.anns_socket), disconnecting(party.bob, "x"))
        async with witnessed(stores, party.room) as witness:
            for turn, change in enumerate(idle):
                room, events = await stores.node(turn).rooms.update(party.code, change)
                assert events == (), f"a change without events told {events}"
                same_room(room, party.room, "the outcome of a change without events")
                same_room(await stores.first.rooms.get(party.code), party.room, "the room")
            await witness.account(told=())

    async def test_several_events_are_one_change(self, stores: StoreUnderTest) -> None:
        party = await open_party(stores)
        async with witnessed(stores, party.room) as witness:
            left = await stores.first.rooms.update(party.code, leaving(party.host))
            assert len(left.events) == 2, f"a host that leaves is succeeded: {left.events}"
            commits, _ = await witness.account([left])
            assert len(commits) == 1, f"one change was announced as {len(commits)} commits"

    async def test_what_one_node_changed_the_other_decides_on(self, stores: StoreUnderTest) -> None:
        for start in range(10):
            here, there = stores.node(start).rooms, stores.node(start + 1).rooms
            room = await open_room(stores)
            async with witnessed(stores, room) as witness:
                told = [await here.update(room.code, toggle)]
                told.append(await there.update(room.code, toggle))
                with granted("joining a room that the other node unlocked"):
                    told.append(await here.update(room.code, joining()))
                told.append(await there.update(room.code, toggle))
                with refusal(RoomLocked, of="joining a room that the other node locked"):
                    await here.update(room.code, joining())
                told.append(await there.update(room.code, toggle))
                with granted("joining a room that the other node unlocked"):
                    told.append(await here.update(room.code, joining()))
                await witness.account(told)

    async def test_a_change_that_changes_nothing_is_decided_on_the_room_as_it_is(
        self, stores: StoreUnderTest
    ) -> None:
        party = await open_party(stores)
        guest, first, second = party.bob, fresh("socket"), fresh("socket")
        steps: tuple[tuple[int, Change, int], ...] = (
            (0, connecting(guest, first), 1),
            (1, connecting(guest, second), 1),
            (0, disconnecting(guest, first), 0),
            (0, connecting(guest, first), 1),
            (1, disconnecting(guest, second), 0),
            (1, disconnecting(guest, first), 1),
            (0, connecting(guest, first), 1),
        )
        for turn, change, expected in steps:
            _, events = await stores.node(turn).rooms.update(party.code, change)
            assert len(events) == expected, f"decided on an old copy of the room: {events}"
        last = await stores.second.rooms.get(party.code)
        assert last.member(guest).socket_id == first, "the newest connection is not the one kept"
