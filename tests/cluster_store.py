"""The store in a Redis Cluster, as the contract suites want it, and as tests get at it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from adapters.jittered_backoff import JitteredBackoff
from adapters.random_ids import RandomIds
from adapters.redis_cluster_directory import ClusterDirectory
from adapters.redis_cluster_feed import ClusterFeed
from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_cluster_leases import ClusterLeases
from adapters.redis_cluster_rate_limits import ClusterRateLimits
from adapters.redis_cluster_rooms import ClusterRooms
from adapters.redis_link import RedisPatience
from adapters.redis_shards import RedisShards
from adapters.store_clock import StoreClock
from application.contract import (
    DirectoriesUnderTest,
    LeasesUnderTest,
    RateLimitsUnderTest,
    StoreUnderTest,
)
from application.contract import Node as ContractNode
from application.contract.fresh import fresh_code
from application.errors import StoreUnavailable
from domain.room import Room
from tests.any_store import open_room
from tests.fakes import NotedMetrics
from tests.leased import LONGEST_ROOM, PERIOD
from tests.redis_store import footprint_in
from tests.shared_stores import Look
from tests.valkey_cluster import ShardServer, ValkeyCluster

PATIENCE = 10.0

IN_CLUSTER = {"REDIS_CLUSTER": "true"}
"""What a node is told beside the address of one server."""


@dataclass(frozen=True)
class Node:
    """The store as one node has it."""

    rooms: ClusterRooms
    feed: ClusterFeed
    shards: RedisShards
    metrics: NotedMetrics


@asynccontextmanager
async def node_at(url: str, *, patience: float = PATIENCE) -> AsyncIterator[Node]:
    """A node of its own on the cluster of the server at this address."""
    async with shards_at(url, patience=patience) as shards:
        metrics, keys = NotedMetrics(), ClusterKeys()
        feed = ClusterFeed(shards, keys, JitteredBackoff(), patience)
        try:
            yield Node(
                ClusterRooms(shards, keys, RandomIds(), patience, metrics), feed, shards, metrics
            )
        finally:
            await feed.close()


@asynccontextmanager
async def shards_at(url: str, *, patience: float = PATIENCE) -> AsyncIterator[RedisShards]:
    shards = RedisShards(url, RedisPatience(command=patience), StoreClock())
    try:
        yield shards
    finally:
        await shards.close()


@asynccontextmanager
async def cluster_under_test(cluster: ValkeyCluster) -> AsyncIterator[StoreUnderTest]:
    """One cluster, as two nodes see it: each found it by another of its servers."""
    urls = [shard.url for shard in cluster.shards]
    async with node_at(urls[0]) as one, node_at(urls[1]) as two, looks_at(cluster) as looks:
        one.shards.clock.observe(*await looks[0].time())

        async def footprint(code: str) -> dict[str, datetime | None]:
            return await footprint_on(looks, code)

        nodes = [ContractNode(node.rooms, node.feed) for node in (one, two)]
        yield StoreUnderTest(*nodes, one.shards.clock, footprint)


@asynccontextmanager
async def looks_at(cluster: ValkeyCluster) -> AsyncIterator[list[Redis]]:
    """A look at each server."""
    looks = [Redis.from_url(shard.url) for shard in cluster.shards]
    try:
        yield looks
    finally:
        for look in looks:
            await look.aclose()


async def footprint_on(looks: list[Redis], code: str) -> dict[str, datetime | None]:
    """Every key of all servers that has to do with a room."""
    return {
        key: deadline
        for look in looks
        for key, deadline in (await footprint_in(look, code)).items()
    }


@asynccontextmanager
async def listed_in(cluster: ValkeyCluster) -> AsyncIterator[DirectoriesUnderTest]:
    urls = [shard.url for shard in cluster.shards]
    async with shards_at(urls[0]) as one, shards_at(urls[1]) as two:
        directories = [ClusterDirectory(shards, ClusterKeys(), PATIENCE) for shards in (one, two)]
        async with cluster_under_test(cluster) as stores:
            yield DirectoriesUnderTest(*directories, stores)


@asynccontextmanager
async def look_into(cluster: ValkeyCluster) -> AsyncIterator[Look]:
    """A look past the nodes that use the cluster."""
    async with node_at(cluster.url) as node, looks_at(cluster) as looks:

        async def footprint(code: str) -> dict[str, datetime | None]:
            return await footprint_on(looks, code)

        async def count() -> int:
            return sum([len(await look.keys("room:{*}")) for look in looks])

        async def indexed() -> int:
            found = await Keys(looks, "{nodes}:*:rooms").all()
            return sum([await look.scard(key) for look, key in found])

        yield Look(node.rooms, footprint, count, indexed)


@dataclass(frozen=True)
class Keys:
    """The keys with this beginning in the whole of a cluster."""

    looks: list[Redis]
    pattern: str

    async def all(self) -> list[tuple[Redis, bytes]]:
        found: list[tuple[Redis, bytes]] = []
        for look in self.looks:
            found += [(look, key) async for key in look.scan_iter(self.pattern)]
        return found

    async def count(self) -> int:
        return len(await self.all())

    async def age(self, seconds: float, only: bytes | None = None) -> None:
        """Make everything that is held older, and scores where there are any."""
        older = round(seconds * 1000)
        for look, key in await self.all():
            if only in (None, key) and await look.type(key) == b"zset":
                entries: Any = await look.zrange(key, 0, -1, withscores=True)
                await look.zadd(key, {member: score - older for member, score in entries})
            await look.pexpire(key, await look.pttl(key) - older)


@asynccontextmanager
async def limited_in(cluster: ValkeyCluster) -> AsyncIterator[RateLimitsUnderTest]:
    prefix = f"test-{os.urandom(8).hex()}:rate:"
    urls = [shard.url for shard in cluster.shards]
    async with shards_at(urls[0]) as one, shards_at(urls[1]) as two, looks_at(cluster) as looks:
        keys = Keys(looks, f"{prefix}*")
        nodes = [ClusterRateLimits(shards, PATIENCE, prefix) for shards in (one, two)]
        yield RateLimitsUnderTest(*nodes, keys.age, keys.count)


@asynccontextmanager
async def leased_in(cluster: ValkeyCluster) -> AsyncIterator[LeasesUnderTest]:
    prefix = f"test-{os.urandom(8).hex()}:nodes"
    times = timedelta(seconds=PERIOD), timedelta(seconds=LONGEST_ROOM)
    urls = [shard.url for shard in cluster.shards]
    async with shards_at(urls[0]) as one, shards_at(urls[1]) as two, looks_at(cluster) as looks:
        tag = f"{{{prefix}}}"
        keys = Keys(looks, f"{tag}*")
        nodes = [ClusterLeases(shards, *times, PATIENCE, prefix) for shards in (one, two)]

        async def age(seconds: float) -> None:
            await keys.age(seconds, only=tag.encode())

        async def known() -> int:
            held = 0
            for look, key in await keys.all():
                if key == tag.encode():
                    held += int(await look.zcard(key))
                elif key == f"{tag}:dead".encode():
                    dead: Any = await look.scard(key)
                    held += int(dead)
            return held

        yield LeasesUnderTest(*nodes, PERIOD, age, known)


async def room_on(cluster: ValkeyCluster, shard: ShardServer, node: Node) -> Room:
    """A room that this server got, as the slots were at first."""
    while cluster.shard_of(ClusterKeys().room(code := fresh_code())) is not shard:
        pass
    return await open_room(node, guests=2, code=code)


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
