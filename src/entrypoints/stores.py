"""Where rooms can be kept: each store with all ports that it serves, and the one that is chosen.

A store of one's own needs no change here: the setting STORE names it. See
docs/swap-the-store.md.
"""

from dependency_injector import containers, providers

from adapters.memory_leases import MemoryLeases
from adapters.memory_rate_limits import MemoryRateLimits
from adapters.memory_rooms import MemoryRooms
from adapters.rate_limits_when_full import RateLimitsWhenFull
from adapters.redis_cluster_store import redis_cluster
from adapters.redis_directory import RedisDirectory
from adapters.redis_feed import RedisFeed
from adapters.redis_health import RedisHealth
from adapters.redis_keys import RedisKeys
from adapters.redis_leases import RedisLeases
from adapters.redis_lifespan import RedisLifespan
from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_rate_limits import RedisRateLimits
from adapters.redis_rooms import RedisRooms
from adapters.store_clock import StoreClock
from application.ports import Backoff, Clock, Ids, StoreMetrics
from application.store import Store, Surroundings
from entrypoints import told
from entrypoints.settings import Settings


class Stores(containers.DeclarativeContainer):
    """The stores of a node. Only the chosen one is made, and memory for what that leaves out."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    system_clock: providers.Dependency[Clock] = providers.Dependency()
    ids: providers.Dependency[Ids] = providers.Dependency()
    backoff: providers.Dependency[Backoff] = providers.Dependency()
    patience: providers.Dependency[float] = providers.Dependency()
    metrics: providers.Dependency[StoreMetrics] = providers.Dependency()

    memory_rooms = providers.Singleton(MemoryRooms, clock=system_clock, ids=ids)
    memory_rate_limits = providers.Singleton(MemoryRateLimits, clock=system_clock)
    memory_leases = providers.Singleton(
        MemoryLeases, period=settings.provided.lease, clock=system_clock
    )
    memory_store = providers.Singleton(
        Store,
        name="memory",
        rooms=memory_rooms,
        feed=memory_rooms,
        directory=memory_rooms,
        health=memory_rooms,
        clock=system_clock,
        leases=memory_leases,
        rate_limits=memory_rate_limits,
    )

    redis_url = providers.Callable(told.redis_url, settings)
    redis_patience = providers.Singleton(
        RedisPatience,
        connect=settings.provided.redis_connect_timeout.total_seconds.call(),
        command=patience,
        retries=settings.provided.redis_max_retries,
    )
    redis = providers.Singleton(redis_link, url=redis_url, patience=redis_patience)
    redis_clock = providers.Singleton(StoreClock)
    redis_keys = providers.Singleton(RedisKeys.of, redis)
    redis_rooms = providers.Singleton(
        RedisRooms,
        redis=redis,
        keys=redis_keys,
        clock=redis_clock,
        ids=ids,
        patience=patience,
        metrics=metrics,
    )
    redis_directory = providers.Singleton(
        RedisDirectory, redis=redis, keys=redis_keys, clock=redis_clock, patience=patience
    )
    redis_health = providers.Singleton(RedisHealth, redis=redis, patience=patience)
    redis_feed = providers.Singleton(
        RedisFeed, redis=redis, keys=redis_keys, backoff=backoff, patience=patience
    )
    redis_rate_limits = providers.Singleton(RedisRateLimits, redis=redis, patience=patience)
    redis_leases = providers.Singleton(
        RedisLeases,
        redis=redis,
        clock=redis_clock,
        period=settings.provided.lease,
        longest_room=settings.provided.room_ttl,
        patience=patience,
    )

    redis_store = providers.Singleton(
        Store,
        name="redis",
        rooms=redis_rooms,
        feed=redis_feed,
        directory=redis_directory,
        health=redis_health,
        clock=redis_clock,
        leases=redis_leases,
        rate_limits=providers.Singleton(
            RateLimitsWhenFull, shared=redis_rate_limits, own=memory_rate_limits
        ),
        reports_commits=True,
        opened=providers.Singleton(RedisLifespan, redis=redis, feed=redis_feed).provided.opened,
    )

    surroundings = providers.Singleton(
        Surroundings,
        clock=system_clock,
        ids=ids,
        patience=patience,
        lease=settings.provided.lease,
        longest_room=settings.provided.room_ttl,
        metrics=metrics,
        address=settings.provided.database_url,
    )
    cluster_store = providers.Singleton(
        redis_cluster,
        url=redis_url,
        link=redis_patience,
        told=surroundings,
        backoff=backoff,
        own=memory_rate_limits,
    )
    store = providers.Selector(
        providers.Callable(told.keeper, settings),
        memory=memory_store,
        redis=redis_store,
        cluster=cluster_store,
        named=providers.Singleton(
            told.named_store, settings.provided.store, surroundings, own=memory_store
        ),
    )
