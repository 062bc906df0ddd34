"""The names of the seed document, section "Redis Data Structures"."""

import pytest
from redis.asyncio import Redis

from adapters.redis_keys import RedisKeys
from adapters.redis_link import RedisPatience, redis_link

KEYS = RedisKeys()


def test_keys_are_those_of_the_seed_document() -> None:
    assert KEYS.room("KRTWXY") == "room:KRTWXY"
    assert KEYS.users("KRTWXY") == "room:KRTWXY:users"
    assert KEYS.user("KRTWXY", "ada") == "user:ada"


def test_the_prefix_with_an_id_behind_it_is_the_key_of_the_user() -> None:
    assert KEYS.user_prefix("KRTWXY") + "ada" == KEYS.user("KRTWXY", "ada")


@pytest.mark.parametrize("code", ["KRTWXY", "a", "0Aa9"])
def test_the_code_of_a_room_is_in_the_name_of_its_key(code: str) -> None:
    assert KEYS.code_in(KEYS.room(code).encode()) == code


@pytest.mark.parametrize("key", ["room:", "room:A-B", "user:A", "xroom:A", "room:A\n"])
def test_other_keys_have_no_code_in_their_names(key: str) -> None:
    assert KEYS.code_in(key.encode()) is None
    assert KEYS.code_in(KEYS.users("KRTWXY").encode()) is None


def test_keys_are_the_same_in_every_database_and_channels_are_not() -> None:
    others = RedisKeys(database=3)
    assert others.room("KRTWXY") == KEYS.room("KRTWXY")
    assert others.feed("KRTWXY") != KEYS.feed("KRTWXY")
    assert others.feed("KRTWXY") != RedisKeys(database=33).feed("KRTWXY")


def test_each_feed_hears_itself_on_a_channel_of_its_own_in_its_own_database() -> None:
    others = RedisKeys(database=3)
    names = [keys.probe(feed) for keys in (KEYS, others) for feed in ("one", "two")]
    assert len(set(names)) == 4
    assert KEYS.probe("one") == "nodes:one:probe"


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("redis://db", 0),
        ("redis://db/0", 0),
        ("redis://db/7", 7),
        ("redis://db/7?db=8", 8),
        ("rediss://user:pass@db:6380/9", 9),
        ("unix:///run/redis.sock", 0),
        ("unix:///run/redis.sock?db=2", 2),
    ],
)
def test_the_database_is_the_one_that_the_client_works_on(url: str, database: int) -> None:
    assert RedisKeys.of(redis_link(url, RedisPatience())) == RedisKeys(database)
    assert RedisKeys.of(Redis.from_url(url)) == RedisKeys(database)
