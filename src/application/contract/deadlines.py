"""The contract: everything held of a room has its one deadline, and goes with it.

The rule that moves the deadline is the domain's (`domain.deadline`). Rooms of these tests are
created in the past, so that little time has to go by.
"""

from datetime import timedelta

from application.contract.changes import connecting, disconnecting, joining, nothing, toggle
from application.contract.given import HOUR, OPERATIONS, open_party, open_room
from application.contract.promises import granted, held_until, nothing_held, refusal, same_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from domain.errors import RoomNotFound
from domain.timing import Timing

A_MINUTE = 60


async def vanishes(stores: StoreUnderTest, code: str) -> None:
    """Within a minute nothing is held of the room any more."""
    for _ in range(A_MINUTE):
        if not await stores.footprint(code):
            return
        await stores.elapse(1)
    nothing_held(await stores.footprint(code), "a minute after the deadline")


class Deadlines:
    """Deadlines and expiry."""

    async def test_a_new_room_is_held_until_its_deadline(self, stores: StoreUnderTest) -> None:
        for age in (timedelta(), HOUR / 2):
            room = await open_room(stores, age=age)
            held_until(await stores.footprint(room.code), room.expires_at, "a new room")

    async def test_after_every_operation_all_has_the_deadline_of_the_room(
        self, stores: StoreUnderTest
    ) -> None:
        for operation, change in OPERATIONS.items():
            party = await open_party(stores)
            after = (await stores.second.rooms.update(party.code, change(party))).room
            held_until(await stores.footprint(party.code), after.expires_at, operation)

    async def test_after_every_operation_that_moves_the_deadline_all_has_the_new_one(
        self, stores: StoreUnderTest
    ) -> None:
        ttl = timedelta(seconds=10)
        parties = [(name, await open_party(stores, timing=Timing(ttl))) for name in OPERATIONS]
        await stores.elapse(ttl.total_seconds() / 8)
        for operation, party in parties:
            change = OPERATIONS[operation](party)
            after = (await stores.second.rooms.update(party.code, change)).room
            assert after.expires_at == after.updated_at + ttl, (
                f"{operation}: an eighth of the time to live went by, and the deadline is still "
                f"{after.expires_at}"
            )
            held_until(await stores.footprint(party.code), after.expires_at, operation)

    async def test_the_deadline_stays_until_a_tenth_of_the_time_has_gone(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, age=HOUR / 20)
        for turn, change in enumerate((toggle, toggle, joining(), nothing)):
            after = (await stores.node(turn).rooms.update(room.code, change)).room
            assert after.expires_at == room.expires_at, (
                f"a twentieth of the time to live had gone, and the deadline moved from "
                f"{room.expires_at} to {after.expires_at}"
            )
            held_until(await stores.footprint(room.code), room.expires_at, "a young room")

    async def test_a_deadline_that_moves_back_is_that_of_all(self, stores: StoreUnderTest) -> None:
        party = await open_party(stores, timing=Timing(HOUR, empty_ttl=HOUR / 2))
        for who in (party.host, party.ann):
            gone = disconnecting(who, str(party.room.members[who].socket_id))
            after = (await stores.second.rooms.update(party.code, gone)).room
        assert after.expires_at == after.updated_at + HOUR / 2, (
            f"nobody is connected, and the deadline is {after.expires_at}"
        )
        held_until(await stores.footprint(party.code), after.expires_at, "nobody is connected")
        after = (await stores.first.rooms.update(party.code, connecting(party.bob))).room
        assert after.expires_at == after.updated_at + HOUR, (
            f"somebody is back, and the deadline is {after.expires_at}"
        )
        held_until(await stores.footprint(party.code), after.expires_at, "somebody is back")

    async def test_a_change_that_writes_nothing_moves_no_deadline(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, age=HOUR / 2)
        await stores.first.rooms.update(room.code, nothing)
        held_until(await stores.footprint(room.code), room.expires_at, "nothing was changed")

    async def test_a_room_past_its_deadline_is_gone(self, stores: StoreUnderTest) -> None:
        left_alone = await open_room(stores, age=HOUR - timedelta(seconds=0.5))
        followed = await open_room(stores, age=HOUR - timedelta(seconds=0.5))
        async with stores.first.feed.follow(followed.code):
            await stores.elapse(0.7)
            for room in (left_alone, followed):
                for node in (stores.first, stores.second):
                    with refusal(RoomNotFound, of="getting a room past its deadline"):
                        await node.rooms.get(room.code)
                    for change in (toggle, nothing):
                        with refusal(RoomNotFound, of="changing a room past its deadline"):
                            await node.rooms.update(room.code, change)
                await vanishes(stores, room.code)

    async def test_the_code_of_a_room_past_its_deadline_is_free(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, age=HOUR - timedelta(seconds=0.5))
        await stores.elapse(0.7)
        newer = await open_room(stores, code=room.code)
        with granted("using a room whose code belonged to one past its deadline"):
            same_room(await stores.second.rooms.get(room.code), newer, "the newer room")
            async with witnessed(stores, newer) as witness:
                await witness.account([await stores.second.rooms.update(room.code, toggle)])

    async def test_a_room_that_is_changed_outlives_its_old_deadline(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores, age=HOUR - timedelta(seconds=1.5))
        after = (await stores.first.rooms.update(room.code, joining())).room
        await stores.elapse(1.7)
        held_until(await stores.footprint(room.code), after.expires_at, "the old deadline is over")
        with granted("getting a room whose deadline has moved"):
            same_room(await stores.second.rooms.get(room.code), after, "a room that was changed")
