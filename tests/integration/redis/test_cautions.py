"""What Redis tells of its own configuration."""

import pytest
from redis.asyncio import Redis

from adapters.redis_health import CLUSTER, UNSEEN, _cautions
from application.errors import StoreUnavailable
from tests.ports import free_port
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer


async def test_a_server_as_it_should_be_gives_no_cause_for_caution(redis_url: str) -> None:
    async with node_at(redis_url) as node:
        assert await node.health.cautions() == ()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
async def test_a_policy_that_deletes_rooms_is_named(
    spare_valkey: ValkeyServer, policy: str
) -> None:
    async with node_at(spare_valkey.url) as node:
        await node.redis.config_set("maxmemory-policy", policy)
        (caution,) = await node.health.cautions()
    assert f"maxmemory-policy is {policy}" in caution
    assert "noeviction" in caution


async def test_a_policy_that_may_not_be_seen_is_no_failure(spare_valkey: ValkeyServer) -> None:
    async with Redis.from_url(spare_valkey.url) as redis:
        await redis.execute_command(
            "ACL", "SETUSER", "ann", "on", ">secret", "~*", "&*", "+@all", "-@dangerous", "+ping"
        )
    restricted = spare_valkey.url.replace("redis://", "redis://ann:secret@")
    async with node_at(restricted) as node:
        await node.health.check()
        assert await node.health.cautions() == (UNSEEN,)


async def test_a_server_of_a_cluster_is_named() -> None:
    bus = free_port()  # by itself it is that of the server, and ten thousand
    options = ("--cluster-enabled", "yes", "--cluster-port", str(bus))
    with ValkeyServer(options) as server:
        async with node_at(server.url) as node:
            assert await node.health.cautions() == (CLUSTER,)


async def test_a_server_that_is_away_is_unavailable(spare_valkey: ValkeyServer) -> None:
    async with node_at(spare_valkey.url, retries=0) as node:
        spare_valkey.kill()
        with pytest.raises(StoreUnavailable):
            await node.health.cautions()


@pytest.mark.parametrize(
    ("version", "is_told"),
    [("6.0.16", True), ("5.0", True), ("6.2.0", False), ("7.2.4", False), ("10.0.0", False)],
)
def test_a_server_that_is_too_old_is_named(version: str, is_told: bool) -> None:
    told = tuple(_cautions({"maxmemory_policy": "noeviction", "redis_version": version}))
    assert [version in caution for caution in told] == [True] * is_told


@pytest.mark.parametrize("version", ["", "unstable", "255.255.255"])
def test_a_version_that_says_nothing_is_not_too_old(version: str) -> None:
    assert not [*_cautions({"maxmemory_policy": "noeviction", "redis_version": version})]
