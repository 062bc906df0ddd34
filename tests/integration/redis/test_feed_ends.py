"""What a feed leaves behind when followers go, and when it is closed: nothing."""

import asyncio
import gc
from typing import Any

import pytest
from redis.asyncio import Redis

from adapters.redis_feed_channel import FeedChannel
from application.contract.changes import toggle
from application.contract.fresh import fresh_code
from application.errors import StoreUnavailable
from tests.any_store import open_room
from tests.catches import having
from tests.commits import follow_for_ever, next_commit
from tests.gate import Gate
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer

SUBSCRIBE = having(b"\r\nSUBSCRIBE\r\n")


async def subscribed(redis: Redis, *codes: str) -> list[int]:
    """How many connections have subscribed to each of these rooms."""
    found: Any = await redis.pubsub_numsub(*(f"room:{code}:feed" for code in codes))
    return [count for _, count in found]


async def unsubscribed(redis: Redis, *codes: str) -> None:
    """Returns when the server knows that nobody follows any of these rooms."""
    async with asyncio.timeout(20):
        while any(await subscribed(redis, *codes)):
            await asyncio.sleep(0.01)


async def test_a_room_is_subscribed_to_once_and_as_long_as_somebody_follows(
    here: Node, redis: Redis
) -> None:
    code = fresh_code()
    async with here.feed.follow(code):
        async with here.feed.follow(code):
            assert await subscribed(redis, code) == [1]
        assert await subscribed(redis, code) == [1]
    await unsubscribed(redis, code)


async def test_rooms_that_nobody_follows_any_more_take_no_memory(here: Node) -> None:
    def channels() -> set[int]:
        gc.collect()
        return {id(one) for one in gc.get_objects() if isinstance(one, FeedChannel)}

    before = channels()
    for _ in range(50):
        async with here.feed.follow(fresh_code()):
            pass
    async with asyncio.timeout(20):
        while channels() - before:
            await asyncio.sleep(0.01)


async def test_a_storm_of_cancelled_followers_leaves_nothing_and_harms_nobody(
    here: Node, there: Node, redis: Redis
) -> None:
    room = await open_room(there)
    codes = [room.code, *(fresh_code() for _ in range(9))]
    async with here.feed.follow(room.code) as feed:
        for turn in range(20):
            storm = [
                asyncio.ensure_future(follow_for_ever(here.feed, codes[turn * one % 10]))
                for one in range(50)
            ]
            for one in range(50):
                await asyncio.sleep(0)
                storm[one * turn % 50].cancel()
                storm[one].cancel()
            await asyncio.wait(storm)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2
        await unsubscribed(redis, *codes[1:])
        assert await subscribed(redis, room.code) == [1]
    await unsubscribed(redis, room.code)


async def test_a_connection_that_is_cut_while_followers_come_and_go_is_made_again(
    gate: Gate, here: Node, there: Node, redis: Redis
) -> None:
    room = await open_room(there)
    codes = [room.code, *(fresh_code() for _ in range(4))]
    storm: list[asyncio.Future[None]] = []
    for turn in range(200):
        storm.append(asyncio.ensure_future(follow_for_ever(here.feed, codes[turn % 5])))
        storm[turn * 7 % len(storm)].cancel()
        if turn % 20 == 0:
            await gate.cut()
        await asyncio.sleep(0.002 if turn % 3 == 0 else 0)
    for one in storm:
        one.cancel()
    await asyncio.wait(storm)
    async with here.feed.follow(room.code) as feed:
        await there.rooms.update(room.code, toggle)
        while not hasattr(last := await anext(feed), "version"):
            pass  # cut once more just before
        assert last.version == 2
    await unsubscribed(redis, *codes)


@pytest.mark.parametrize("when", range(12))
async def test_closing_works_at_any_moment_of_connecting(gate: Gate, when: int) -> None:
    async with node_at(gate.url) as node:
        waiting = asyncio.ensure_future(follow_for_ever(node.feed, fresh_code()))
        for _ in range(when):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await node.feed.close()
        waiting.cancel()
        await asyncio.wait([waiting])


async def test_a_closed_feed_follows_nothing(gate: Gate, here: Node) -> None:
    await here.feed.close()
    await here.feed.close()
    async with asyncio.timeout(5):
        with pytest.raises(StoreUnavailable):
            await follow_for_ever(here.feed, fresh_code())
    assert gate.links == 0


async def test_two_databases_of_one_server_do_not_hear_each_other(
    valkey: ValkeyServer, redis_url: str
) -> None:
    at = redis_url.removesuffix("/0")
    async with node_at(f"{at}/1") as one, node_at(f"{at}/2") as two:
        room = await open_room(one)
        await open_room(two, code=room.code)
        async with one.feed.follow(room.code) as ones, two.feed.follow(room.code) as twos:
            await two.rooms.update(room.code, toggle)
            await one.rooms.update(room.code, toggle)
            first, second = await next_commit(ones), await next_commit(twos)
        assert first.room_id == room.room_id
        assert second.room_id != room.room_id
