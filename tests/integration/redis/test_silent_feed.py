"""The connection of the feed is watched, given up when it is silent, and made again."""

import asyncio
from contextlib import AsyncExitStack, suppress

from adapters.redis_feed import RedisFeed
from adapters.redis_keys import RedisKeys
from application.contract.changes import toggle
from application.errors import StoreUnavailable
from tests.any_store import open_room
from tests.catches import What, having
from tests.commits import interrupted, next_commit
from tests.fakes import NotedBackoff
from tests.gate import Gate
from tests.redis_rooms import Node, node_at

SUBSCRIBE = having(b"\r\nSUBSCRIBE\r\n")
PING = having(b"\r\nPING\r\n")


async def test_a_silent_connection_is_given_up_and_made_again(
    gate: Gate, redis_url: str, there: Node
) -> None:
    room = await open_room(there)
    async with node_at(gate.url, heartbeat=0.1) as hasty, hasty.feed.follow(room.code) as feed:
        silenced = gate.hold(What.COMMAND, PING)
        await silenced.happened()
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2


async def test_a_quiet_connection_that_answers_is_kept(gate: Gate, there: Node) -> None:
    room = await open_room(there)
    async with node_at(gate.url, heartbeat=0.05) as hasty, hasty.feed.follow(room.code) as feed:
        asked = gate.watch(What.REPLY, PING)
        async with asyncio.timeout(20):
            while len(asked.caught) < 5:
                await asyncio.sleep(0.01)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2
        assert gate.links == 1


async def test_a_connection_that_never_comes_about_is_given_up_and_made_again(
    gate: Gate, there: Node
) -> None:
    room = await open_room(there)
    gate.hold(What.COMMAND, having(b"SETINFO"))
    async with node_at(gate.url, patience=0.3) as hasty, AsyncExitStack() as stack:
        feed = None
        async with asyncio.timeout(20):
            while feed is None:
                with suppress(StoreUnavailable):
                    feed = await stack.enter_async_context(hasty.feed.follow(room.code))
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2


async def test_pauses_grow_while_it_fails_and_begin_anew_when_it_has_answered(
    gate: Gate, here: Node
) -> None:
    backoff, room = NotedBackoff(), await open_room(here)
    feed = RedisFeed(here.redis, RedisKeys(), backoff, patience=10)
    async with feed.follow(room.code) as told:
        for _ in range(2):
            gate.cut_at(What.COMMAND, SUBSCRIBE, times=3)
            await gate.cut()
            await interrupted(told)
    assert backoff.attempts == [0, 1, 2, 3, 0, 1, 2, 3]
    await feed.close()
