"""Rooms are spread over the servers of a cluster, and what befalls one is its rooms' alone."""

import asyncio

from adapters.redis_cluster_health import ClusterHealth
from adapters.redis_cluster_keys import ClusterKeys
from application.commit import Interrupted
from application.contract.changes import joining, toggle
from application.contract.fresh import fresh_code
from application.errors import StoreUnavailable
from domain.room import Room
from tests.any_store import open_room, unavailable_within
from tests.cluster_store import Node, footprint_on, looks_at, node_at
from tests.slots import begin_to_move, carry, end_the_move, move
from tests.valkey_cluster import ShardServer, ValkeyCluster

KEYS = ClusterKeys()


async def room_on(cluster: ValkeyCluster, shard: ShardServer, node: Node) -> Room:
    """A room that this server has."""
    while cluster.shard_of(KEYS.room(code := fresh_code())) is not shard:
        pass
    return await open_room(node, guests=2, code=code)


async def patiently(node: Node, code: str) -> Room:
    """A room with this code, as soon as its server takes it: for two seconds after it has come
    back, a server does not."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await open_room(node, code=code)
            except StoreUnavailable:
                await asyncio.sleep(0.05)


async def heard_again(node: Node) -> None:
    """Returns when the feed is heard on every server that there is."""
    async with asyncio.timeout(30):
        while True:
            try:
                await node.feed.probe()
            except StoreUnavailable:
                await asyncio.sleep(0.05)
            else:
                return


async def test_all_of_a_room_is_on_one_server_and_nothing_on_the_others(
    spare_cluster: ValkeyCluster, here: Node
) -> None:
    async with looks_at(spare_cluster) as looks:
        for shard in spare_cluster.shards:
            room = await room_on(spare_cluster, shard, here)
            held = [len(await footprint_on([look], room.code)) for look in looks]
            assert held == [5 if other is shard else 0 for other in spare_cluster.shards]


async def test_only_the_server_of_a_room_carries_its_messages(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    shard = spare_cluster.shards[2]
    room = await room_on(spare_cluster, shard, here)
    async with there.feed.follow(room.code) as commits, looks_at(spare_cluster) as looks:
        await here.rooms.update(room.code, toggle)
        async with asyncio.timeout(30):
            await anext(commits)
        name = KEYS.feed(room.code).encode()
        followed = [name in await look.execute_command("PUBSUB SHARDCHANNELS") for look in looks]
        assert followed == [other is shard for other in spare_cluster.shards]
        assert [await look.pubsub_channels() for look in looks] == [[], [], []]


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


async def test_a_room_whose_slot_moves_goes_on_where_it_is_then(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = spare_cluster.shards
    room = await room_on(spare_cluster, source, here)
    async with there.feed.follow(room.code) as commits:
        await move(KEYS.slot(room.code), source, target)
        joined = (await here.rooms.update(room.code, joining())).room
        assert len(joined.members) == 4
        async with asyncio.timeout(30):
            assert isinstance(await anext(commits), Interrupted)
        toggled = (await here.rooms.update(room.code, toggle)).room
        commit = await anext(commits)
        assert not isinstance(commit, Interrupted)
        assert commit.revision == toggled.revision
        await heard_again(there)


async def test_a_room_whose_slot_has_moved_unnoticed_is_followed_where_it_is(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = spare_cluster.shards
    room = await room_on(spare_cluster, source, here)
    assert (await there.rooms.get(room.code)).revision  # it has learnt who has what
    await move(KEYS.slot(room.code), source, target)
    async with asyncio.timeout(30), there.feed.follow(room.code) as commits:
        toggled = (await here.rooms.update(room.code, toggle)).room
        commit = await anext(commits)
        assert not isinstance(commit, Interrupted)
        assert commit.revision == toggled.revision


async def test_a_room_on_the_move_is_unavailable_until_it_has_arrived(
    spare_cluster: ValkeyCluster,
) -> None:
    source, target, _ = spare_cluster.shards
    async with node_at(spare_cluster.url, patience=1) as here:
        room = await room_on(spare_cluster, source, here)
        slot = KEYS.slot(room.code)
        await begin_to_move(slot, source, target)
        await carry(KEYS.room(room.code), source, target)
        with unavailable_within():
            await here.rooms.update(room.code, toggle)
        for key in (KEYS.users(room.code), *(KEYS.user(room.code, id) for id in room.members)):
            await carry(key, source, target)
        await end_the_move(slot, source, target)
        assert (await here.rooms.update(room.code, toggle)).room.is_locked
        assert (await here.rooms.get(room.code)).members.keys() == room.members.keys()


async def test_other_rooms_are_not_interrupted_when_a_slot_moves(
    spare_cluster: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = spare_cluster.shards
    moves, stays = [await room_on(spare_cluster, source, here) for _ in range(2)]
    async with there.feed.follow(moves.code) as gone, there.feed.follow(stays.code) as commits:
        await move(KEYS.slot(moves.code), source, target)
        await here.rooms.update(moves.code, toggle)
        async with asyncio.timeout(30):
            assert isinstance(await anext(gone), Interrupted)
        await here.rooms.update(stays.code, toggle)
        assert not isinstance(await anext(commits), Interrupted)


async def test_a_server_by_whose_clock_it_is_late_delays_nothing_on_another(here: Node) -> None:
    """Each judges by its own clock whether a commit comes in time."""
    await open_room(here)
    (shard, *_) = here.shards.masters
    seconds, microseconds = await shard.redis.time()
    for hours in (-1, 1):
        here.shards.clock.observe(seconds + hours * 3600, microseconds)
        await open_room(here)
