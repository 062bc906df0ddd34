"""A whole store in Redis Cluster."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.rate_limits_when_full import RateLimitsWhenFull
from adapters.redis_cluster_directory import ClusterDirectory
from adapters.redis_cluster_feed import ClusterFeed
from adapters.redis_cluster_health import ClusterHealth
from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_cluster_leases import ClusterLeases
from adapters.redis_cluster_rate_limits import ClusterRateLimits
from adapters.redis_cluster_rooms import ClusterRooms
from adapters.redis_link import RedisPatience
from adapters.redis_shards import RedisShards
from adapters.store_clock import StoreClock
from application.ports import Backoff, RateLimits
from application.store import Store, Surroundings


def redis_cluster(
    url: str, link: RedisPatience, told: Surroundings, backoff: Backoff, own: RateLimits
) -> Store:
    """The store of which the server at this address is a part. `own` are the limits by which the
    node goes while it is full. Does no I/O by itself."""
    shards, keys = RedisShards(url, link, StoreClock()), ClusterKeys()
    feed = ClusterFeed(shards, keys, backoff, told.patience)

    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await feed.close()
            await shards.close()

    return Store(
        name="redis cluster",
        rooms=ClusterRooms(shards, keys, told.ids, told.patience, told.metrics),
        feed=feed,
        directory=ClusterDirectory(shards, keys, told.patience),
        health=ClusterHealth(shards, told.patience),
        clock=shards.clock,
        leases=ClusterLeases(shards, told.lease, told.longest_room, told.patience),
        rate_limits=RateLimitsWhenFull(shared=ClusterRateLimits(shards, told.patience), own=own),
        reports_commits=True,
        opened=opened,
    )
