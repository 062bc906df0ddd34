"""The contract: who follows hears everything from entering on, whoever comes and goes."""

import asyncio

from application.contract.at_once import turns
from application.contract.changes import close, toggle
from application.contract.fresh import fresh_code
from application.contract.given import open_room
from application.contract.promises import granted, refusal
from application.contract.store_under_test import StoreUnderTest
from application.contract.witness import Ear, heard
from application.ports import RoomFeed
from domain.room import Room


class WalkedOut(Exception):
    """What goes wrong with a follower of these tests."""


def walk_out() -> None:
    """Something goes wrong."""
    raise WalkedOut


class Follower:
    """One who follows in a task of its own, to come and go while others do."""

    def __init__(self, feed: RoomFeed, code: str) -> None:
        self._is_leaving = asyncio.Event()
        self._entered: asyncio.Future[Ear] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._follow(feed, code))

    async def enters(self, patience: float) -> Ear:
        """What it hears, once it has entered."""
        async with asyncio.timeout(patience):
            return await self._entered

    async def leaves(self) -> None:
        """Returns when it has left."""
        self._is_leaving.set()
        await self.task

    async def _follow(self, feed: RoomFeed, code: str) -> None:
        async with feed.follow(code) as ear:
            self._entered.set_result(ear)
            await self._is_leaving.wait()


async def hears_itself(feed: RoomFeed, patience: float) -> None:
    """A probe of this feed comes back."""
    try:
        with granted("a probe of a feed that nothing disturbs"):
            async with asyncio.timeout(patience):
                await feed.probe()
    except TimeoutError:
        raise AssertionError(f"a feed did not hear its own probe within {patience} s") from None


async def hears_the_next(stores: StoreUnderTest, room: Room, *ears: Ear) -> None:
    """A change that is made now is the very next that each of these hears."""
    told = await stores.second.rooms.update(room.code, toggle)
    for ear in ears:
        commits = await heard(ear, told.room.revision, stores.patience)
        assert len(commits) == 1, f"heard beside the commit that was due: {commits[:-1]}"


class Following:
    """`follow`: entering and leaving; `probe`."""

    async def test_a_change_that_starts_once_follow_is_entered_is_heard(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        for turn in range(50):
            async with stores.node(turn).feed.follow(room.code) as ear:
                await hears_the_next(stores, room, ear)

    async def test_what_happened_before_following_is_not_heard(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        for turn in range(10):
            await stores.first.rooms.update(room.code, toggle)
            async with stores.node(turn).feed.follow(room.code) as ear:
                await hears_the_next(stores, room, ear)

    async def test_followers_of_other_codes_hear_nothing(self, stores: StoreUnderTest) -> None:
        room, other = await open_room(stores), await open_room(stores)
        first, second = stores.first.feed, stores.second.feed
        async with first.follow(room.code) as here, second.follow(room.code) as there:
            for turn in range(4):
                await stores.node(turn).rooms.update(other.code, toggle)
            await stores.first.rooms.update(other.code, close)
            await open_room(stores, code=other.code)
            await hears_the_next(stores, room, here, there)

    async def test_a_code_may_be_followed_before_it_has_a_room(
        self, stores: StoreUnderTest
    ) -> None:
        code = fresh_code()
        async with stores.first.feed.follow(code) as here, stores.second.feed.follow(code) as there:
            room = await open_room(stores, code=code)
            for ear in (here, there):
                await heard(ear, room.revision, stores.patience)
            await hears_the_next(stores, room, here, there)

    async def test_followers_on_one_node_are_independent(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        for node in (stores.first, stores.second):
            async with node.feed.follow(room.code) as ear, node.feed.follow(room.code):
                async with node.feed.follow(room.code) as brief:
                    await hears_the_next(stores, room, ear, brief)
                await hears_the_next(stores, room, ear)
                async with node.feed.follow(room.code) as late:
                    await hears_the_next(stores, room, ear, late)

    async def test_of_many_who_enter_at_once_all_hear(self, stores: StoreUnderTest) -> None:
        for _ in range(5):
            room = await open_room(stores)
            crowd = [Follower(stores.node(turn).feed, room.code) for turn in range(12)]
            ears = [await follower.enters(stores.patience) for follower in crowd]
            await hears_the_next(stores, room, *ears)
            for follower in crowd:
                await follower.leaves()

    async def test_who_enters_while_another_leaves_hears(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        for turn in range(20):
            feed = stores.node(turn).feed
            other = Follower(feed, room.code)
            await other.enters(stores.patience)
            going = asyncio.create_task(other.leaves())
            await turns(turn // 2)
            async with feed.follow(room.code) as ear:
                await hears_the_next(stores, room, ear)
                await going
                await hears_the_next(stores, room, ear)

    async def test_a_follower_that_is_cancelled_harms_no_other(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        for turn in range(20):
            feed = stores.node(turn).feed
            async with feed.follow(room.code) as before:
                cancelled = Follower(feed, room.code)
                await turns(turn // 2)
                cancelled.task.cancel()
                async with feed.follow(room.code) as after:
                    await asyncio.wait({cancelled.task})
                    await hears_the_next(stores, room, before, after)

    async def test_what_goes_wrong_with_a_follower_is_its_own_affair(
        self, stores: StoreUnderTest
    ) -> None:
        room = await open_room(stores)
        for node in (stores.first, stores.second):
            other = Follower(node.feed, room.code)
            ear = await other.enters(stores.patience)
            with refusal(WalkedOut, of="leaving `follow` by an error of the follower's own"):
                async with node.feed.follow(room.code):
                    walk_out()
            await hears_the_next(stores, room, ear)
            await other.leaves()

    async def test_a_feed_hears_its_own_probe(self, stores: StoreUnderTest) -> None:
        for turn in range(4):
            await hears_itself(stores.node(turn).feed, stores.patience)

    async def test_followers_hear_nothing_of_a_probe(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        first, second = stores.first.feed, stores.second.feed
        async with first.follow(room.code) as here, second.follow(room.code) as there:
            for turn in range(4):
                await hears_itself(stores.node(turn).feed, stores.patience)
            await hears_the_next(stores, room, here, there)
