"""The stores that are measured: a single server, and three in a Cluster."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis

from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_cluster_rate_limits import ClusterRateLimits
from adapters.redis_keys import RedisKeys
from adapters.redis_multiplexed import MultiplexedRedis
from adapters.redis_rate_limits import RedisRateLimits
from application.deadline import due_within
from application.ports import RateLimits, RoomRepository
from tests import cluster_store, redis_rooms
from tests.servers import ValkeyServer
from tests.valkey_cluster import ValkeyCluster

PATIENCE = 5.0


class Under(NamedTuple):
    """A store that is measured. The first of `looks` is into the server that has all rooms."""

    name: str
    looks: list[Redis]
    rooms: RoomRepository
    limits: RateLimits
    keys: RedisKeys
    client: MultiplexedRedis
    verbs: tuple[str, ...]
    is_ours: Callable[[str], bool]

    def named(self, made: Callable[[], str], key: Callable[[str], str]) -> str:
        """The first name made of which the measured server has the key."""
        while not self.is_ours(key(name := made())):
            pass
        return name


@asynccontextmanager
async def single() -> AsyncIterator[Under]:
    with ValkeyServer() as server:
        async with redis_rooms.node_at(server.url) as node:
            client = node.redis
            assert isinstance(client, MultiplexedRedis)
            limits, keys = RedisRateLimits(client), RedisKeys.of(client)
            rooms = node.rooms
            yield Under(
                "single", [client], rooms, limits, keys, client, ("PUBLISH",), lambda _: True
            )


@asynccontextmanager
async def cluster() -> AsyncIterator[Under]:
    with ValkeyCluster() as servers:
        first, keys = servers.shards[0], ClusterKeys()
        async with (
            cluster_store.node_at(servers.url) as node,
            cluster_store.looks_at(servers) as looks,
        ):
            known = {
                shard.address[1]: shard for shard in await node.shards.all(due_within(PATIENCE))
            }
            limits = ClusterRateLimits(node.shards, PATIENCE)
            yield Under(
                "one of three",
                looks,
                node.rooms,
                limits,
                keys,
                known[first.port].redis,
                ("SPUBLISH", "PUBLISH"),
                lambda key: servers.shard_of(key) is first,
            )
