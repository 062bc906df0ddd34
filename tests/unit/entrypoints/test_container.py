"""Everything is wired, on either store."""

import pytest
from dependency_injector import providers

from adapters.memory_rooms import MemoryRooms
from adapters.redis_rooms import RedisRooms
from application.errors import InvalidToken
from application.ports import Clock, Health, Identity, RoomFeed, RoomRepository
from entrypoints.container import Container
from entrypoints.settings import Settings
from entrypoints.told import redis_url

ON_MEMORY = Settings()
ON_REDIS = Settings(redis_host="127.0.0.1", jwt_secret="a secret that is long enough for all")


@pytest.mark.parametrize("settings", [ON_MEMORY, ON_REDIS], ids=["memory", "redis"])
def test_every_provider_gives_what_it_is_named_for(settings: Settings) -> None:
    container = Container(settings=settings)
    for name, provider in container.providers.items():
        assert provider() is not None, name


@pytest.mark.parametrize("settings", [ON_MEMORY, ON_REDIS], ids=["memory", "redis"])
def test_there_is_one_of_each_thing_that_keeps_something(settings: Settings) -> None:
    container = Container(settings=settings)
    for name, provider in container.providers.items():
        if isinstance(provider, providers.Singleton | providers.Selector):
            assert provider() is provider(), name


@pytest.mark.parametrize(
    ("settings", "kind"), [(ON_MEMORY, MemoryRooms), (ON_REDIS, RedisRooms)], ids=str
)
def test_the_settings_choose_the_store(settings: Settings, kind: type[object]) -> None:
    container = Container(settings=settings)
    assert isinstance(container.rooms(), kind)
    assert RoomRepository in type(container.rooms()).__mro__
    assert RoomFeed in type(container.feed()).__mro__
    assert Health in type(container.health()).__mro__
    assert Clock in type(container.clock()).__mro__


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
