"""Rooms are spread over the servers of a cluster, and go with their slots."""

import asyncio

from adapters.redis_cluster_keys import ClusterKeys
from application.commit import Interrupted
from application.contract.changes import joining, toggle
from tests.any_store import open_room, unavailable_within
from tests.cluster_store import Node, footprint_on, heard_again, looks_at, node_at, room_on
from tests.slots import begin_to_move, carry, end_the_move, move
from tests.valkey_cluster import ValkeyCluster

KEYS = ClusterKeys()


async def test_all_of_a_room_is_on_one_server_and_nothing_on_the_others(
    store: ValkeyCluster, here: Node
) -> None:
    async with looks_at(store) as looks:
        for shard in store.shards:
            room = await room_on(store, shard, here)
            held = [len(await footprint_on([look], room.code)) for look in looks]
            assert held == [5 if other is shard else 0 for other in store.shards]


async def test_only_the_server_of_a_room_carries_its_messages(
    store: ValkeyCluster, here: Node, there: Node
) -> None:
    shard = store.shards[2]
    room = await room_on(store, shard, here)
    async with there.feed.follow(room.code) as commits, looks_at(store) as looks:
        await here.rooms.update(room.code, toggle)
        async with asyncio.timeout(30):
            await anext(commits)
        name = KEYS.feed(room.code).encode()
        followed = [name in await look.execute_command("PUBSUB SHARDCHANNELS") for look in looks]
        assert followed == [other is shard for other in store.shards]
        assert [await look.pubsub_channels() for look in looks] == [[], [], []]


async def test_a_room_whose_slot_moves_goes_on_where_it_is_then(
    store: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = store.shards
    room = await room_on(store, source, here)
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
    store: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = store.shards
    room = await room_on(store, source, here)
    assert (await there.rooms.get(room.code)).revision  # it has learnt who has what
    await move(KEYS.slot(room.code), source, target)
    async with asyncio.timeout(30), there.feed.follow(room.code) as commits:
        toggled = (await here.rooms.update(room.code, toggle)).room
        commit = await anext(commits)
        assert not isinstance(commit, Interrupted)
        assert commit.revision == toggled.revision


async def test_a_room_on_the_move_is_unavailable_until_it_has_arrived(
    store: ValkeyCluster,
) -> None:
    source, target, _ = store.shards
    async with node_at(store.url, patience=1) as here:
        room = await room_on(store, source, here)
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
    store: ValkeyCluster, here: Node, there: Node
) -> None:
    source, target, _ = store.shards
    moves, stays = [await room_on(store, source, here) for _ in range(2)]
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
