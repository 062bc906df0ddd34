"""The contract: of many who ask at once, each has its own outcome, whatever befalls another."""

import asyncio

from application.contract.at_once import at_once, done, only
from application.contract.changes import (
    Mistake,
    close,
    connecting,
    impossible,
    joining,
    leaving,
    mistaken,
)
from application.contract.fresh import fresh
from application.contract.given import open_room
from application.contract.promises import held_until, nothing_held, refusal, same_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from application.ports import Change
from domain.errors import MemberNotFound, RoomError, RoomFull


class Crowding:
    """Many callers, many rooms, many members."""

    async def test_a_change_that_is_refused_harms_no_other(self, stores: StoreUnderTest) -> None:
        await self._spare_the_others(stores, leaving(fresh("stranger")), MemberNotFound)

    async def test_a_change_with_a_bug_harms_no_other(self, stores: StoreUnderTest) -> None:
        await self._spare_the_others(stores, mistaken, Mistake)

    async def test_a_change_whose_events_are_impossible_harms_no_other(
        self, stores: StoreUnderTest
    ) -> None:
        await self._spare_the_others(stores, impossible, Exception)

    async def _spare_the_others(
        self, stores: StoreUnderTest, failing: Change, kind: type[Exception]
    ) -> None:
        for start in range(6):
            room = await open_room(stores, max_users=40)
            changes = [joining() for _ in range(24)]
            changes[start] = changes[12 + start] = failing
            async with witnessed(stores, room) as witness:
                outcomes = await at_once(stores, room.code, changes, start=start)
                assert len(only(kind, outcomes)) == 2, f"{kind.__name__} was kept quiet: {outcomes}"
                commits, _ = await witness.account(done(outcomes))
                assert len(commits) == 22, f"of 22 good changes {len(commits)} were made"

    async def test_many_rooms_at_once_each_have_their_own_changes(
        self, stores: StoreUnderTest
    ) -> None:
        rooms = [await open_room(stores) for _ in range(30)]
        crowds = [[fresh("guest") for _ in range(4)] for _ in rooms]
        outcomes = await asyncio.gather(
            *(
                at_once(stores, room.code, map(joining, crowd))
                for room, crowd in zip(rooms, crowds, strict=True)
            )
        )
        for room, crowd, told in zip(rooms, crowds, outcomes, strict=True):
            only(RoomError, told)
            found = await stores.first.rooms.get(room.code)
            assert set(found.members) == {room.host_id, *crowd}, (
                f"of rooms changed at once, one has the members {list(found.members)}"
            )
            last = max(done(told), key=lambda outcome: outcome.room.version)
            same_room(found, last.room, "one of many rooms")

    async def test_a_room_of_two_hundred_works_like_any_other(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores, max_users=200)
        guests = [fresh("guest") for _ in range(199)]
        async with witnessed(stores, room) as witness:
            told = [
                await stores.node(turn).rooms.update(room.code, joining(guest))
                for turn, guest in enumerate(guests)
            ]
            with refusal(RoomFull, of="joining a room of 200 that is full"):
                await stores.first.rooms.update(room.code, joining())
            _, full = await witness.account(told)
            assert list(full.members) == [room.host_id, *guests], "someone of 200 is missing"
            told = []
            for first in range(0, 199, 40):
                changes = map(connecting, guests[first : first + 40])
                told += done(await at_once(stores, room.code, changes))
            _, full = await witness.account(told)
            away = [guest for guest in guests if not full.member(guest).is_connected]
            assert not away, f"of 199 that connected {len(away)} did not"
        held_until(await stores.footprint(room.code), full.expires_at, "a room of 200")
        await stores.second.rooms.update(room.code, close)
        nothing_held(await stores.footprint(room.code), "after a room of 200 was closed")
