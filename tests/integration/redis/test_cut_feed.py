"""A Redis that goes and comes back, and what others publish, interrupt whoever follows."""

import asyncio

import pytest
from redis.asyncio import Redis

from application.contract.changes import toggle
from tests.any_store import a_new_room, open_room
from tests.commits import interrupted, next_commit, next_events
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer


async def test_a_server_that_comes_back_empty_is_followed_again(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url) as node:
        room, events = a_new_room()
        async with node.feed.follow(room.code) as feed:
            spare_valkey.restart()
            await interrupted(feed)
            await node.rooms.add(room, events)
            assert await next_events(feed) == events


async def test_a_frozen_server_is_followed_again_when_it_goes_on(
    spare_valkey: ValkeyServer,
) -> None:
    async with node_at(spare_valkey.url, heartbeat=0.1, patience=0.5) as node:
        room = await open_room(node)
        async with node.feed.follow(room.code) as feed:
            spare_valkey.stop()
            await asyncio.sleep(1.5)  # several attempts to connect in vain
            spare_valkey.cont()
            await interrupted(feed)
            await node.rooms.update(room.code, toggle)
            assert (await next_commit(feed)).version == 2


@pytest.mark.parametrize("message", [b"", b"hello", b"[{}]", b"\xff", b'[["LockToggled"]]'])
async def test_a_foreign_message_interrupts_and_harms_nothing_else(
    here: Node, there: Node, redis: Redis, message: bytes
) -> None:
    room = await open_room(there)
    async with here.feed.follow(room.code) as feed:
        await redis.publish(f"room:{room.code}:feed", message)
        await interrupted(feed)
        await there.rooms.update(room.code, toggle)
        assert (await next_commit(feed)).version == 2
