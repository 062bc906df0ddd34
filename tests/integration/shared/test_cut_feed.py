"""Whoever follows a room is told when something may be missing, and then hears all again."""

import asyncio
from contextlib import AsyncExitStack

from application.commit import Interrupted
from application.contract.changes import toggle
from application.contract.fresh import fresh_code
from domain.events import RoomCreated
from tests.any_store import open_room
from tests.catches import What
from tests.commits import interrupted, next_commit, next_events
from tests.gate import Gate
from tests.gated_stores import Frames, Node


async def test_a_commit_while_the_connection_is_cut_is_told_as_an_interruption(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2
        held = gate.hold(What.COMMAND, frames.subscribing)
        await gate.cut()
        await held.happened()
        await there.rooms.update(room.code, toggle)
        held.release()
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 4


async def test_the_interruption_comes_when_the_subscription_is_in_force_again(
    gate: Gate, frames: Frames, here: Node, there: Node
) -> None:
    """One that loads the room then, and hears what comes next, misses nothing."""
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        held = gate.hold(What.REPLY, frames.subscribing)
        await gate.cut()
        await held.happened()
        told = asyncio.ensure_future(anext(feed))
        await there.rooms.get(room.code)
        assert not told.done()
        held.release()
        async with asyncio.timeout(20):
            assert await told == Interrupted()


async def test_all_who_follow_are_interrupted(gate: Gate, here: Node, there: Node) -> None:
    async with AsyncExitStack() as stack:
        rooms = [await open_room(there) for _ in range(2)]
        feeds = [
            await stack.enter_async_context(here.feed.follow(room.code))
            for room in rooms
            for _ in range(3)
        ]
        await gate.cut()
        for feed in feeds:
            await interrupted(feed)
        for room in rooms:
            await there.rooms.update(room.code, toggle)
        assert [(await next_commit(feed)).version for feed in feeds] == [2] * 6


async def test_a_thousand_rooms_are_followed_over_one_connection(
    gate: Gate, here: Node, there: Node
) -> None:
    codes = [fresh_code() for _ in range(1000)]
    before = gate.links
    async with AsyncExitStack() as stack:
        entering = (stack.enter_async_context(here.feed.follow(code)) for code in codes)
        feeds = await asyncio.gather(*entering)
        assert gate.links == before + 1
        await gate.cut()
        for feed in feeds:
            await interrupted(feed)
        for code in codes[::100]:
            await open_room(there, code=code)
        for feed in feeds[::100]:
            assert isinstance((await next_events(feed))[0], RoomCreated)
