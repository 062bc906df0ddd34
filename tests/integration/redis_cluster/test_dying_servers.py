"""What befalls one server of a cluster is its rooms' alone."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.redis_cluster_health import ClusterHealth
from application.commit import Interrupted
from application.contract.changes import joining, toggle
from application.errors import StoreUnavailable
from domain.room import Room
from tests.any_store import open_room, unavailable_within
from tests.cluster_store import Node, heard_again, node_at, room_on
from tests.valkey_cluster import ValkeyCluster


@pytest.fixture
async def here(spare_cluster: ValkeyCluster) -> AsyncIterator[Node]:
    async with node_at(spare_cluster.url) as node:
        yield node


@pytest.fixture
async def there(spare_cluster: ValkeyCluster) -> AsyncIterator[Node]:
    async with node_at(spare_cluster.shards[1].url) as node:
        yield node


async def patiently(node: Node, code: str) -> Room:
    """A room with this code, as soon as its server takes it: for two seconds after it has come
    back, a server does not."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await open_room(node, code=code)
            except StoreUnavailable:
                await asyncio.sleep(0.05)


async def test_a_dead_server_takes_only_its_own_rooms_with_it(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    *_, dead = spare_cluster.shards
    lost = await room_on(spare_cluster, dead, here)
    rooms = [await room_on(spare_cluster, shard, here) for shard in spare_cluster.shards[:2]]
    dead.kill()
    for room in rooms:
        async with there.feed.follow(room.code) as commits:
            joined = (await here.rooms.update(room.code, joining())).room
            commit = await anext(commits)
            assert not isinstance(commit, Interrupted)
            assert commit.revision == joined.revision
            assert (await there.rooms.get(room.code)).revision == joined.revision
        assert await here.rooms.revisions([room.code]) == {room.code: joined.revision}
    with unavailable_within(5):
        await here.rooms.update(lost.code, toggle)
    with unavailable_within(5):
        await there.rooms.get(lost.code)
    with unavailable_within(1):
        async with there.feed.follow(lost.code):
            pass
    await here.feed.probe()
    health = ClusterHealth(here.shards, 5)
    await health.check()
    assert f"The server of the Redis Cluster at 127.0.0.1:{dead.port} does not answer." in (
        await health.cautions()
    )


async def test_a_server_that_is_back_serves_again_and_its_followers_are_interrupted(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    *_, dead = spare_cluster.shards
    room = await room_on(spare_cluster, dead, here)
    async with there.feed.follow(room.code) as commits:
        dead.restart()
        async with asyncio.timeout(30):
            assert isinstance(await anext(commits), Interrupted)
        await heard_again(here)
        again = await patiently(here, room.code)
        commit = await anext(commits)
        assert not isinstance(commit, Interrupted)
        assert commit.revision == again.revision
