"""The contract: a room ends once, whatever else goes on, and a code has one room at a time."""

import asyncio

from application.contract.at_once import at_once, done, only
from application.contract.changes import close, joining, leaving, nothing, toggle
from application.contract.fresh import fresh, fresh_code
from application.contract.given import new_room, open_room
from application.contract.promises import same_room
from application.contract.racing import ROUNDS
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import heard, witnessed
from application.errors import RoomCodeTaken
from application.ports import Change
from domain.errors import RoomNotFound


class RacingToEnd:
    """Changes of one room at once, the last of which may be its last."""

    async def test_joins_against_close_leave_nothing(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores, max_users=20)
            async with witnessed(stores, room) as witness:
                changes = [joining() for _ in range(12)]
                changes.insert(start, close)
                outcomes = await at_once(stores, room.code, changes, start=start)
                only(RoomNotFound, outcomes)
                _, end = await witness.account(done(outcomes))
                assert not end.is_open, "the room was closed, and is open after all"

    async def test_a_room_is_closed_once(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores)
            async with witnessed(stores, room) as witness:
                outcomes = await at_once(stores, room.code, [close] * 6, start=start)
                assert len(done(outcomes)) == 1, f"a room was closed {len(done(outcomes))} times"
                only(RoomNotFound, outcomes)
                await witness.account(done(outcomes))

    async def test_a_change_without_events_is_not_decided_on_a_closed_room(
        self, stores: StoreUnderTest
    ) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores)
            async with witnessed(stores, room) as witness:
                changes: list[Change] = [nothing] * 5
                changes.insert(start % 6, close)
                outcomes = await at_once(stores, room.code, changes, start=start)
                only(RoomNotFound, outcomes)
                for outcome in done(outcomes):
                    assert outcome.events or outcome.room.is_open, (
                        "a change without events was decided on a closed room"
                    )
                await witness.account(done(outcomes))

    async def test_the_last_two_who_leave_at_once_leave_nothing(
        self, stores: StoreUnderTest
    ) -> None:
        for start in range(ROUNDS):
            room, guest = await open_room(stores), fresh("guest")
            room = (await stores.first.rooms.update(room.code, joining(guest))).room
            async with witnessed(stores, room) as witness:
                changes = (leaving(room.host_id), leaving(guest))
                outcomes = await at_once(stores, room.code, changes, start=start)
                assert len(done(outcomes)) == 2, f"one of the last two may not leave: {outcomes}"
                _, end = await witness.account(done(outcomes))
                assert not end.is_open, "everybody left, and the room is open"

    async def test_the_last_one_out_against_joins_leaves_a_host_or_nothing(
        self, stores: StoreUnderTest
    ) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores)
            async with witnessed(stores, room) as witness:
                changes = (joining(), leaving(room.host_id), joining())
                outcomes = await at_once(stores, room.code, changes, start=start)
                only(RoomNotFound, outcomes)
                await witness.account(done(outcomes))

    async def test_of_rooms_for_one_code_exactly_one_is_kept(self, stores: StoreUnderTest) -> None:
        first, second = stores.first.feed, stores.second.feed
        for _ in range(ROUNDS):
            code = fresh_code()
            rivals = [new_room(stores, code=code) for _ in range(6)]
            async with first.follow(code) as here, second.follow(code) as there:
                outcomes = await asyncio.gather(
                    *(stores.node(turn).rooms.add(*rival) for turn, rival in enumerate(rivals)),
                    return_exceptions=True,
                )
                assert outcomes.count(None) == 1, f"{outcomes.count(None)} rooms got one code"
                only(RoomCodeTaken, [error for error in outcomes if error is not None])
                kept, _ = rivals[outcomes.index(None)]
                same_room(await stores.second.rooms.get(code), kept, "the room that was kept")
                told = (await stores.first.rooms.update(code, toggle)).room
                for ear in (here, there):
                    commits = await heard(ear, told.revision, stores.patience)
                    assert [commit.revision for commit in commits] == [
                        kept.revision,
                        told.revision,
                    ], f"a room that was refused was announced: {commits}"
