"""The contract: the feed tells every commit, in the order of the commits, each once."""

from application.commit import Commit
from application.contract.changes import Mistake, close, joining, leaving, mistaken, nothing, toggle
from application.contract.fresh import fresh
from application.contract.given import OPERATIONS, new_room, open_party, open_room
from application.contract.promises import refusal
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import heard, witnessed
from application.errors import RoomCodeTaken
from domain.errors import MemberNotFound, RoomLocked
from domain.events import CloseReason, RoomClosed


class Announcing:
    """What followers hear."""

    async def test_a_new_room_is_announced(self, stores: StoreUnderTest) -> None:
        room, events = new_room(stores)
        expected = Commit(
            code=room.code,
            room_id=room.room_id,
            previous="",
            revision=room.revision,
            version=1,
            at=room.created_at,
            events=events,
        )
        first, second = stores.first.feed, stores.second.feed
        async with first.follow(room.code) as here, second.follow(room.code) as there:
            await stores.second.rooms.add(room, events)
            for ear in (here, there):
                commits = await heard(ear, room.revision, stores.patience)
                assert commits == [expected], f"a new room was announced as {commits}"

    async def test_every_operation_is_announced(self, stores: StoreUnderTest) -> None:
        for operation, change in OPERATIONS.items():
            party = await open_party(stores)
            async with witnessed(stores, party.room) as witness:
                told = await stores.second.rooms.update(party.code, change(party))
                commits, _ = await witness.account([told])
                assert [commit.events for commit in commits] == [told.events], (
                    f"{operation} was announced as {commits}"
                )

    async def test_changes_of_both_nodes_are_heard_in_the_order_of_the_commits(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        async with witnessed(stores, room) as witness:
            told = [await stores.node(turn).rooms.update(room.code, toggle) for turn in range(60)]
            commits, _ = await witness.account(told)
            assert [commit.version for commit in commits] == list(range(2, 62)), (
                f"commits were heard in the order {[commit.version for commit in commits]}"
            )

    async def test_a_change_that_failed_is_never_announced(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        async with witnessed(stores, room) as witness:
            told = []
            for turn in range(6):
                rooms = stores.node(turn).rooms
                with refusal(MemberNotFound, of="a stranger's leaving"):
                    await rooms.update(room.code, leaving(fresh("stranger")))
                told.append(await rooms.update(room.code, toggle))
                with refusal(Mistake, of="a change with a bug"):
                    await rooms.update(room.code, mistaken)
                if told[-1].room.is_locked:
                    with refusal(RoomLocked, of="joining a locked room"):
                        await rooms.update(room.code, joining())
                await rooms.update(room.code, nothing)
                with refusal(RoomCodeTaken, of="adding a room under a code that is taken"):
                    await rooms.add(*new_room(stores, code=room.code))
            await witness.account(told)

    async def test_closing_is_announced_once_and_a_newer_room_is_followed_on(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        async with witnessed(stores, room) as witness:
            commits, closed = await witness.account(
                [await stores.first.rooms.update(room.code, close)]
            )
            assert not closed.is_open, "by the feed's account a room that was closed is open"
            assert commits[-1].events == (RoomClosed(CloseReason.HOST_CLOSED),), (
                f"closing was announced as {commits[-1]}"
            )
            newer = await stores.first.rooms.get(room.code)
            await witness.account([await stores.first.rooms.update(newer.code, toggle)])
