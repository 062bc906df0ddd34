"""Following begins when the subscription is in force, whoever came and went before."""

import asyncio
from contextlib import AsyncExitStack

from application.contract.changes import toggle
from application.ports import RoomFeed
from domain.room import Room
from tests.any_store import open_room
from tests.catches import What, having
from tests.commits import Feed, next_commit
from tests.gate import Gate
from tests.redis_rooms import Node

SUBSCRIBE = having(b"\r\nSUBSCRIBE\r\n")
UNSUBSCRIBE = having(b"\r\nUNSUBSCRIBE\r\n")


async def enter(stack: AsyncExitStack, feed: RoomFeed, room: Room) -> Feed:
    """What is told of this room until the stack is left."""
    return await stack.enter_async_context(feed.follow(room.code))


async def test_one_who_comes_back_waits_for_the_new_subscription(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    left = gate.watch(What.REPLY, UNSUBSCRIBE)
    async with here.feed.follow(room.code):
        pass
    held = gate.hold(What.COMMAND, SUBSCRIBE)
    async with AsyncExitStack() as stack:
        entering = asyncio.ensure_future(enter(stack, here.feed, room))
        await held.happened()
        await left.happened()
        await there.rooms.update(room.code, toggle)
        assert not entering.done()
        held.release()
        feed = await entering
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 3


async def test_each_confirmation_counts_for_the_command_that_it_answers(
    gate: Gate, here: Node, there: Node
) -> None:
    """One comes and leaves before anything is confirmed, then another comes."""
    room = await open_room(there)
    joined = gate.hold(What.REPLY, SUBSCRIBE)
    leaving = gate.hold(What.COMMAND, UNSUBSCRIBE)
    async with AsyncExitStack() as stack:
        hasty = asyncio.ensure_future(enter(stack, here.feed, room))
        await joined.happened()
        hasty.cancel()
        await leaving.happened()
        joined.release()
        await asyncio.sleep(0.05)
        coming = gate.hold(What.COMMAND, SUBSCRIBE)
        left = gate.watch(What.REPLY, UNSUBSCRIBE)
        entering = asyncio.ensure_future(enter(stack, here.feed, room))
        leaving.release()
        await left.happened()
        await coming.happened()
        await asyncio.sleep(0.05)
        assert not entering.done()
        coming.release()
        feed = await entering
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2


async def test_one_who_comes_back_hears_nothing_of_the_old_subscription(
    gate: Gate, here: Node, there: Node
) -> None:
    """What comes between the two would be missing without a trace."""
    room = await open_room(there)
    leaving = gate.hold(What.COMMAND, UNSUBSCRIBE)
    async with AsyncExitStack() as stack:
        async with here.feed.follow(room.code):
            pass
        entering = asyncio.ensure_future(enter(stack, here.feed, room))
        await leaving.happened()
        late = gate.watch(What.MESSAGE, having(b"LockToggled"))
        await there.rooms.update(room.code, toggle)
        await late.happened()
        coming = gate.hold(What.COMMAND, SUBSCRIBE)
        leaving.release()
        await coming.happened()
        await there.rooms.update(room.code, toggle)
        coming.release()
        feed = await entering
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 4


async def test_one_who_leaves_and_comes_back_at_once_hears_each_commit_once(
    here: Node, there: Node
) -> None:
    room = await open_room(there)
    for turn in range(30):
        async with here.feed.follow(room.code):
            pass
        async with here.feed.follow(room.code) as feed:
            for _ in range(2):
                await there.rooms.update(room.code, toggle)
            heard = [(await next_commit(feed)).version for _ in range(2)]
            assert heard == [2 * turn + 2, 2 * turn + 3]


async def test_one_who_comes_while_another_leaves_is_not_interrupted(
    gate: Gate, here: Node, there: Node
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as stays:
        async with here.feed.follow(room.code) as leaves:
            await there.rooms.update(room.code, toggle)
            assert (await next_commit(leaves)).version == 2
        await there.rooms.update(room.code, toggle)
        assert [(await next_commit(stays)).version for _ in range(2)] == [2, 3]
