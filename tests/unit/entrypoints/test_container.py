"""Everything is wired, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest
from dependency_injector import providers
from prometheus_client import generate_latest

from adapters.memory_leases import MemoryLeases
from adapters.memory_rate_limits import MemoryRateLimits
from adapters.memory_rooms import MemoryRooms
from adapters.postgres_rooms import PostgresRooms
from adapters.postgres_store import postgres
from adapters.redis_cluster_rooms import ClusterRooms
from adapters.redis_rooms import RedisRooms
from adapters.system_clock import SystemClock
from application.contract.changes import toggle
from application.errors import InvalidToken
from application.ports import Clock, Health, Identity, RoomFeed, RoomRepository
from application.store import Store, Surroundings
from entrypoints.container import Container
from entrypoints.settings import InvalidSettings, Settings
from entrypoints.told import redis_url
from tests.any_store import a_new_room


def plain_store(told: Surroundings) -> Store:
    """What a team may name: it has rooms, and leaves everything else to the node."""
    rooms = MemoryRooms(told.clock, told.ids)
    return Store(name="ours", rooms=rooms, feed=rooms, health=rooms)


def full_store(told: Surroundings) -> Store:
    """What a team may name: it leaves nothing to the node."""
    rooms, clock = MemoryRooms(told.clock, told.ids), SystemClock()
    return Store(
        name="ours",
        rooms=rooms,
        feed=rooms,
        health=rooms,
        clock=clock,
        leases=MemoryLeases(told.lease, clock),
        rate_limits=MemoryRateLimits(clock),
    )


ON_MEMORY = Settings()
ON_REDIS = Settings(redis_host="127.0.0.1", jwt_secret="a secret that is long enough for all")
ON_CLUSTER = replace(ON_REDIS, redis_cluster=True)
ON_POSTGRES = Settings(
    store=postgres,
    database_url="postgresql://127.0.0.1/rooms",
    jwt_secret="a secret that is long enough for all",
)
ON_OURS = Settings(store=plain_store, jwt_secret="a secret that is long enough for all")


@pytest.mark.parametrize(
    "settings",
    [ON_MEMORY, ON_REDIS, ON_CLUSTER, ON_POSTGRES, ON_OURS],
    ids=["memory", "redis", "cluster", "postgres", "named"],
)
def test_every_provider_gives_what_it_is_named_for(settings: Settings) -> None:
    container = Container(settings=settings)
    for name, provider in {**container.providers, **container.stores.providers}.items():
        assert provider() is not None, name


@pytest.mark.parametrize(
    "settings",
    [ON_MEMORY, ON_REDIS, ON_CLUSTER, ON_POSTGRES, ON_OURS],
    ids=["memory", "redis", "cluster", "postgres", "named"],
)
def test_there_is_one_of_each_thing_that_keeps_something(settings: Settings) -> None:
    container = Container(settings=settings)
    for name, provider in {**container.providers, **container.stores.providers}.items():
        if isinstance(provider, providers.Singleton | providers.Selector):
            assert provider() is provider(), name


@pytest.mark.parametrize(
    ("settings", "name", "kind"),
    [
        (ON_MEMORY, "memory", MemoryRooms),
        (ON_REDIS, "redis", RedisRooms),
        (ON_CLUSTER, "redis cluster", ClusterRooms),
        (ON_POSTGRES, "postgres", PostgresRooms),
        (ON_OURS, "ours", MemoryRooms),
    ],
    ids=["memory", "redis", "cluster", "postgres", "named"],
)
def test_the_settings_choose_the_store(settings: Settings, name: str, kind: type[object]) -> None:
    container = Container(settings=settings)
    assert container.store().name == name
    assert isinstance(container.store().rooms, kind)
    assert RoomRepository in type(container.store().rooms).__mro__
    assert RoomFeed in type(container.feed()).__mro__
    assert Health in type(container.health()).__mro__
    assert Clock in type(container.clock()).__mro__


def test_what_a_named_store_leaves_out_the_node_has_in_its_memory() -> None:
    container = Container(settings=ON_OURS)
    assert container.clock() is container.system_clock()
    assert container.leases() is container.stores.memory_leases()
    assert container.store().rate_limits is container.stores.memory_rate_limits()
    assert container.store().rooms is not container.stores.memory_rooms()


def test_what_a_named_store_has_the_node_uses() -> None:
    container = Container(settings=Settings(store=full_store))
    assert container.clock() is not container.system_clock()
    assert container.leases() is not container.stores.memory_leases()
    assert container.store().rate_limits is not container.stores.memory_rate_limits()


def test_a_named_store_is_told_of_its_surroundings() -> None:
    told: list[Surroundings] = []

    def noting(surroundings: Surroundings) -> Store:
        told.append(surroundings)
        return plain_store(surroundings)

    container = Container(settings=Settings(store=noting))
    assert container.store().rooms is container.feed()
    assert told == [
        Surroundings(
            clock=container.system_clock(),
            ids=container.ids(),
            patience=5.0,
            lease=timedelta(seconds=15),
            longest_room=timedelta(hours=6),
            metrics=container.store_metrics(),
        )
    ]


@pytest.mark.parametrize(
    ("settings", "reports"),
    [
        (ON_MEMORY, False),
        (ON_REDIS, True),
        (ON_CLUSTER, True),
        (ON_POSTGRES, True),
        (ON_OURS, False),
    ],
    ids=["memory", "redis", "cluster", "postgres", "named"],
)
def test_a_store_of_one_writer_a_room_reports_its_commits(
    settings: Settings, reports: bool
) -> None:
    assert Container(settings=settings).store().reports_commits is reports


async def test_what_is_asked_of_any_store_is_counted_in_the_registry() -> None:
    container = Container(settings=ON_OURS)
    room, events = a_new_room()
    await container.rooms().add(room, events)
    await container.rooms().update(room.code, toggle)
    told = generate_latest(container.registry()).decode()
    assert 'greenroom_store_operations_total{operation="update",result="ok"} 1.0' in told
    assert "greenroom_commits_total 2.0" in told


def test_a_factory_that_makes_no_store_is_a_wrong_setting() -> None:
    wrong = Settings(store=lambda _: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(InvalidSettings, match="STORE names a factory of a NoneType"):
        Container(settings=wrong).store()


def test_a_secret_is_made_up_anew_for_every_run_without_one() -> None:
    one, other = Container(settings=ON_MEMORY), Container(settings=ON_MEMORY)
    token = one.tokens().issue(Identity("ABC", "user"))
    with pytest.raises(InvalidToken):
        other.tokens().verify(token)


def test_a_previous_secret_verifies() -> None:
    old, new = "the secret of before, of 32 bytes", "the secret of today, of 32 bytes"
    who = Identity("ABC", "user")
    token = Container(settings=Settings(jwt_secret=old)).tokens().issue(who)
    rotated = Container(settings=Settings(jwt_secret=new, jwt_previous_secrets=(old,)))
    assert rotated.tokens().verify(token) == who


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"redis_host": "store.example"}, "redis://store.example:6379/0"),
        ({"redis_host": "::1", "redis_port": 7000}, "redis://[::1]:7000/0"),
        ({"redis_url": "rediss://ann:pw@store/2"}, "rediss://ann:pw@store/2"),
    ],
)
def test_redis_is_found_by_host_and_port_or_by_url(given: dict[str, object], url: str) -> None:
    assert redis_url(Settings(**given)) == url  # type: ignore[arg-type]
