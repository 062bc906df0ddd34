"""A replica takes the place of a server that dies."""

import asyncio

from redis.asyncio import Redis

from application.commit import Commit, Interrupted
from application.contract.changes import toggle
from application.errors import StoreUnavailable
from domain.room import Room
from tests.cluster_store import Node, node_at, room_on
from tests.valkey_cluster import ShardServer, ValkeyCluster


async def replicated(shard: ShardServer) -> None:
    """Returns when the replica has all that was written."""
    async with Redis.from_url(shard.url) as redis:
        assert await redis.wait(1, 10_000) == 1


async def changed_at_last(node: Node, room: Room) -> Room:
    """The room as it is after a change, as soon as one is taken."""
    async with asyncio.timeout(60):
        while True:
            try:
                return (await node.rooms.update(room.code, toggle)).room
            except StoreUnavailable:
                await asyncio.sleep(0.1)


async def test_its_rooms_go_on_there_and_who_follows_them_is_interrupted_alone(
    spare_cluster: ValkeyCluster,
) -> None:
    spare_cluster.replicate()
    spared, *_, dead = spare_cluster.shards
    async with node_at(spare_cluster.url) as node:
        other, room = [await room_on(spare_cluster, shard, node) for shard in (spared, dead)]
        async with node.feed.follow(room.code) as feed, node.feed.follow(other.code) as quiet:
            await replicated(dead)
            dead.kill()
            changed = await changed_at_last(node, room)
            assert changed.version == room.version + 1
            assert (await node.rooms.get(room.code)) == changed
            assert isinstance(await anext(feed), Interrupted)
            last = await changed_at_last(node, changed)
            while not isinstance(told := await anext(feed), Commit) or told.version < last.version:
                pass
            assert told.revision == last.revision
            await node.rooms.update(other.code, toggle)
            assert isinstance(await anext(quiet), Commit)
