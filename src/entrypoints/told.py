"""What the parts of a node are told, made of the settings."""

from dataclasses import replace

from application.ports import Budget, Ids
from application.store import Store, StoreFactory, Surroundings
from domain.timing import Timing
from entrypoints.http.app import HttpLimits
from entrypoints.http.throttle import Budgets
from entrypoints.settings import InvalidSettings, Settings


def keeper(settings: Settings) -> str:
    """Who keeps the rooms: `redis`, a redis `cluster`, `memory`, or the store that STORE has
    `named`."""
    if settings.store is not None:
        return "named"
    if not settings.uses_redis:
        return "memory"
    return "cluster" if settings.redis_cluster else "redis"


def named_store(factory: StoreFactory, surroundings: Surroundings, own: Store) -> Store:
    """The store that STORE names, with the node's `own` parts in place of what it leaves out.

    Raises `InvalidSettings` when the factory makes something else.
    """
    store: object = factory(surroundings)
    if not isinstance(store, Store):
        made = type(store).__name__
        raise InvalidSettings([f"STORE names a factory of a {made}; it may be one of a Store"])
    return replace(
        store,
        clock=own.clock if store.clock is None else store.clock,
        leases=own.leases if store.leases is None else store.leases,
        rate_limits=own.rate_limits if store.rate_limits is None else store.rate_limits,
    )


def redis_url(settings: Settings) -> str:
    """The address of Redis."""
    host = settings.redis_host or ""
    bracketed = f"[{host}]" if ":" in host else host  # an IPv6 address
    return settings.redis_url or f"redis://{bracketed}:{settings.redis_port}/0"


def secret(settings: Settings, ids: Ids) -> str:
    """The configured secret, or one for this run: then tokens end with the process."""
    return settings.jwt_secret or ids.new() + ids.new()


def longest_gap(settings: Settings) -> float:
    """Seconds between two signs of life from the store that are no outage yet."""
    return 2 * settings.lease_refresh.total_seconds()


def previous_secrets(settings: Settings) -> tuple[str, ...]:
    """Secrets that verify tokens and sign none."""
    return settings.jwt_previous_secrets or ()


def patience(settings: Settings) -> float:
    """Seconds in which everything is answered."""
    return settings.redis_command_timeout.total_seconds()


def timing(settings: Settings) -> Timing:
    """How long things last in a room that is created now."""
    return Timing(
        ttl=settings.room_ttl,
        empty_ttl=settings.room_empty_ttl,
        host_grace=settings.host_grace,
        member_grace=settings.member_grace,
        presence_grace=settings.presence_grace,
    )


def budgets(settings: Settings) -> Budgets:
    """What a source may ask over HTTP."""
    return Budgets(
        requests=Budget(settings.throttle_limit, settings.throttle_window),
        rooms=Budget(settings.create_throttle_limit, settings.create_throttle_window, "rooms"),
        misses=Budget(settings.miss_throttle_limit, settings.miss_throttle_window, "misses"),
    )


def entries(settings: Settings) -> Budget:
    """How often a user may enter by socket."""
    return Budget(settings.connect_limit, settings.throttle_window, "connect")


def http_limits(settings: Settings) -> HttpLimits:
    """What the HTTP entrypoint allows."""
    return HttpLimits(
        command_timeout_seconds=patience(settings),
        cors_origins=settings.cors_origins,
        trusted_proxies=settings.trusted_proxies,
        budgets=budgets(settings),
        serves_metrics=settings.metrics,
        metrics_token=settings.metrics_token,
    )
