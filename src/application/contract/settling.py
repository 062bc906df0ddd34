"""The contract: what time has brought comes before every change, and stands by itself.

What time brings is the domain's rule (`Room.due`).
"""

from datetime import timedelta

from application.contract.at_once import at_once, done
from application.contract.changes import connecting, joining, kicking, nothing, toggle
from application.contract.fresh import fresh
from application.contract.given import HOUR, open_room
from application.contract.promises import granted, nothing_held, refusal, same_room
from application.contract.racing import ROUNDS
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from domain.errors import MemberNotFound, RoomNotFound
from domain.events import HostChanged, LeaveReason, MemberLeft
from domain.room import Room
from domain.timing import Timing

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


async def room_of_a_guest(stores: StoreUnderTest, guest: str) -> Room:
    """A room in which a guest is connected, and whose host, who never came, is overdue."""
    room = await open_room(stores, timing=Timing(HOUR, host_grace=MINUTE), age=HOUR / 2)
    await stores.first.rooms.update(room.code, joining(guest))
    return (await stores.second.rooms.update(room.code, connecting(guest))).room


async def full_room_of_one_who_is_away(stores: StoreUnderTest, guest: str) -> Room:
    """A room for two; the host is connected, and the guest is due to leave."""
    room = await open_room(stores, max_users=2, timing=Timing(HOUR, member_grace=SECOND))
    await stores.first.rooms.update(room.code, connecting(room.host_id))
    room = (await stores.first.rooms.update(room.code, joining(guest))).room
    await stores.elapse(1.2)
    return room


class Settling:
    """`update`, and the time that has gone by."""

    async def test_what_is_due_happens_even_to_a_change_of_nothing(
        self, stores: StoreUnderTest
    ) -> None:
        for node in (stores.first, stores.second):
            guest = fresh("guest")
            room = await room_of_a_guest(stores, guest)
            async with witnessed(stores, room) as witness:
                after, events = await node.rooms.update(room.code, nothing)
                assert events == (), f"nothing was changed, and the caller was told {events}"
                assert after.host_id == guest, (
                    "what was due did not happen before a change: "
                    f"the host is {after.host_id}, and should be {guest}"
                )
                same_room(await stores.first.rooms.get(room.code), after, "after what was due")
                commits, _ = await witness.account((), all_told=False)
                assert [commit.events for commit in commits] == [(HostChanged(guest),)], (
                    f"what was due was announced as {commits}"
                )

    async def test_what_is_due_happens_once(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            guest = fresh("guest")
            room = await room_of_a_guest(stores, guest)
            async with witnessed(stores, room) as witness:
                await at_once(stores, room.code, [nothing, toggle] * 6, start=start)
                commits, _ = await witness.account((), all_told=False)
                passed = [commit for commit in commits if HostChanged(guest) in commit.events]
                assert len(passed) == 1, f"what was due once happened as {passed}"

    async def test_a_change_is_decided_on_what_time_has_left(self, stores: StoreUnderTest) -> None:
        guest, newcomers = fresh("guest"), [fresh("newcomer") for _ in range(6)]
        room = await full_room_of_one_who_is_away(stores, guest)
        async with witnessed(stores, room) as witness:
            joined = done(await at_once(stores, room.code, map(joining, newcomers)))
            assert len(joined) == 1, f"of a place that time made free, {len(joined)} got hold"
            commits, _ = await witness.account(joined, all_told=False)
            assert commits[0].events == (MemberLeft(guest, LeaveReason.TIMEOUT),), (
                f"a member that was due to leave left as {commits[0]}"
            )

    async def test_what_was_due_stands_though_the_change_is_refused(
        self, stores: StoreUnderTest
    ) -> None:
        guest = fresh("guest")
        room = await full_room_of_one_who_is_away(stores, guest)
        with refusal(MemberNotFound, of="kicking one who was due to leave"):
            await stores.second.rooms.update(room.code, kicking(guest))
        left = await stores.first.rooms.get(room.code)
        assert guest not in left.members, "what was due was undone because a change was refused"

    async def test_a_room_that_time_closes_leaves_nothing(self, stores: StoreUnderTest) -> None:
        for change in (nothing, toggle, joining()):
            room = await open_room(stores, timing=Timing(HOUR, member_grace=MINUTE), age=HOUR / 2)
            async with witnessed(stores, room) as witness:
                with refusal(RoomNotFound, of="changing a room that time has closed"):
                    await stores.first.rooms.update(room.code, change)
                nothing_held(await stores.footprint(room.code), "when time closed a room")
                _, end = await witness.account((), all_told=False)
                assert not end.is_open, "time closed a room, and nobody was told"
                with granted("using the code of a room that time has closed"):
                    await stores.second.rooms.get(room.code)
