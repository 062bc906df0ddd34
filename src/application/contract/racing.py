"""The contract: what two nodes do at once comes out as if one had come after the other.

Every race is run several times, as one run may happen to be orderly.
"""

from application.contract.at_once import at_once, done, only
from application.contract.changes import connecting, handing_to, joining, kicking, leaving, toggle
from application.contract.given import open_party, open_room
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import witnessed
from domain.errors import MemberNotFound, RoomFull
from domain.events import LockToggled

ROUNDS = 10


class Racing:
    """Several changes of one room at once, which stays."""

    async def test_of_twenty_who_join_for_one_seat_exactly_one_gets_in(
        self, stores: StoreUnderTest
    ) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores, max_users=2)
            async with witnessed(stores, room) as witness:
                crowd = [joining() for _ in range(20)]
                outcomes = await at_once(stores, room.code, crowd, start=start)
                assert len(done(outcomes)) == 1, f"{len(done(outcomes))} got the one seat"
                assert len(only(RoomFull, outcomes)) == 19, f"not refused: {outcomes}"
                await witness.account(done(outcomes))

    async def test_a_room_is_never_overfull(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            room = await open_room(stores, max_users=10)
            async with witnessed(stores, room) as witness:
                crowd = [joining() for _ in range(30)]
                outcomes = await at_once(stores, room.code, crowd, start=start)
                only(RoomFull, outcomes)
                _, after = await witness.account(done(outcomes))
                assert len(after.members) == 10, f"{len(after.members)} got the ten places"

    async def test_leave_against_transfer_leaves_a_host(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            party = await open_party(stores)
            async with witnessed(stores, party.room) as witness:
                changes = (handing_to(party.ann), leaving(party.ann))
                outcomes = await at_once(stores, party.code, changes, start=start)
                only(MemberNotFound, outcomes)
                _, after = await witness.account(done(outcomes))
                assert party.ann not in after.members, "one who left is a member again"
                assert after.host_id == party.host, f"{after.host_id} is the host: nobody's choice"

    async def test_connect_against_kick_leaves_no_connection(self, stores: StoreUnderTest) -> None:
        for start in range(ROUNDS):
            party = await open_party(stores)
            async with witnessed(stores, party.room) as witness:
                changes = (connecting(party.bob), kicking(party.bob), connecting(party.bob))
                outcomes = await at_once(stores, party.code, changes, start=start)
                only(MemberNotFound, outcomes)
                _, after = await witness.account(done(outcomes))
                assert party.bob not in after.members, "one who was kicked is a member again"

    async def test_connections_of_one_member_replace_each_other(
        self, stores: StoreUnderTest
    ) -> None:
        for start in range(ROUNDS):
            party = await open_party(stores)
            async with witnessed(stores, party.room) as witness:
                changes = [connecting(party.bob) for _ in range(6)]
                outcomes = await at_once(stores, party.code, changes, start=start)
                assert len(done(outcomes)) == 6, f"a connection was refused: {outcomes}"
                await witness.account(done(outcomes))

    async def test_toggles_against_each_other_alternate(self, stores: StoreUnderTest) -> None:
        for count in (29, 30):
            room = await open_room(stores)
            async with witnessed(stores, room) as witness:
                outcomes = await at_once(stores, room.code, [toggle] * count)
                commits, after = await witness.account(done(outcomes))
                expected = [(LockToggled(turn % 2 == 0),) for turn in range(count)]
                assert [commit.events for commit in commits] == expected, (
                    f"{count} toggles at once do not alternate: {commits}"
                )
                assert after.is_locked == (count % 2 == 1), f"{count} toggles: {after.is_locked=}"
