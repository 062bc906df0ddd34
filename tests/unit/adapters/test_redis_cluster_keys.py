"""The names in Redis Cluster: everything of a room is in one slot."""

import pytest

from adapters.redis_cluster_keys import SLOTS, ClusterKeys, slot_of
from adapters.redis_cluster_rate_limits import tagged
from adapters.redis_keys import RedisKeys

KEYS = ClusterKeys()


def test_the_code_is_the_hash_tag_of_every_name() -> None:
    assert KEYS.room("KRTWXY") == "room:{KRTWXY}"
    assert KEYS.users("KRTWXY") == "room:{KRTWXY}:users"
    assert KEYS.user("KRTWXY", "ada") == "user:{KRTWXY}:ada"
    assert KEYS.feed("KRTWXY") == "room:{KRTWXY}:feed"


@pytest.mark.parametrize("code", ["KRTWXY", "a", "0Aa9"])
def test_all_of_a_room_and_its_channel_are_in_one_slot(code: str) -> None:
    names = [KEYS.room(code), KEYS.users(code), KEYS.user(code, "ada"), KEYS.feed(code)]
    assert {slot_of(name) for name in names} == {KEYS.slot(code)} == {slot_of(code)}
    assert KEYS.slot(code) in range(SLOTS)


def test_the_prefix_with_an_id_behind_it_is_the_key_of_the_user() -> None:
    assert KEYS.user_prefix("KRTWXY") + "ada" == KEYS.user("KRTWXY", "ada")


def test_only_the_key_of_a_room_has_a_code_in_its_name() -> None:
    assert KEYS.code_in(KEYS.room("KRTWXY").encode()) == "KRTWXY"
    for key in (KEYS.users("KRTWXY"), RedisKeys().room("KRTWXY"), "room:{}", "room:{A-B}"):
        assert KEYS.code_in(key.encode()) is None


def test_what_one_address_asks_and_what_it_misses_are_in_one_slot() -> None:
    for address in ("127.0.0.1", "2001:db8::/64", "user:ada", "\ud800"):
        names = [f"rate:{tagged(f'{kind}:{address}')}" for kind in ("join", "miss", "create")]
        assert len({slot_of(name) for name in names}) == 1
        assert len(set(names)) == 3


def test_sources_of_other_names_have_other_keys() -> None:
    sources = ["ada", "ada:", ":ada", "ada:ada", "a:da", "join:user:ada", "join:{ada}"]
    assert len({tagged(source) for source in sources}) == len(sources)
