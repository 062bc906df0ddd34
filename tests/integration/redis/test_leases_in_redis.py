"""What is particular to leases in Redis, shown on a real server."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from adapters.redis_leases import RedisLeases
from adapters.redis_link import RedisPatience, redis_link
from application.deadline import answer_by
from application.errors import StoreUnavailable
from tests.catches import What, having
from tests.gate import Gate
from tests.leased import LONGEST_ROOM, PERIOD, redis_leases
from tests.lossy_redis import LossyRedis
from tests.servers import ValkeyServer

AN_INSTANT = 0.05
SHORT = 0.3
HOLD = having(b"EVALSHA\r\n", b"nodes:turns\r\n", b":rooms\r\n")
LAPSED = having(b"EVALSHA\r\n", b"nodes:turns\r\n", b"nodes:\r\n")


@pytest.fixture
async def held_up(gate: Gate) -> AsyncIterator[RedisLeases]:
    """The leases of a node behind the gate, which have heard the server's time."""
    async with redis_link(gate.url, RedisPatience()) as redis:
        leases = redis_leases(redis)
        await leases.lapsed()
        yield leases


@pytest.fixture
def leases(redis: Redis) -> RedisLeases:
    return redis_leases(redis)


async def lives(redis: Redis) -> dict[str, int]:
    """Every key, and the milliseconds that are left of it; -1 for ever."""
    return {key.decode(): await redis.pttl(key) for key in await redis.keys()}


async def test_the_lease_is_by_the_servers_own_time(redis: Redis) -> None:
    leases = redis_leases(redis, period=AN_INSTANT)
    await leases.acquire("one", {"A"})
    await asyncio.sleep(2 * AN_INSTANT)
    assert await leases.lapsed() == {"one": {"A"}}


async def test_no_key_is_without_a_deadline_at_any_moment(redis: Redis) -> None:
    leases = redis_leases(redis, period=AN_INSTANT)
    longest = (LONGEST_ROOM + PERIOD) * 1000
    await leases.acquire("one", {"A", "B"})
    await leases.acquire("two", ())
    assert await leases.renew("two", entered={"C"})
    assert (await lives(redis)).keys() == {
        "nodes",
        "nodes:turns",
        "nodes:one:rooms",
        "nodes:two:rooms",
    }
    await asyncio.sleep(2 * AN_INSTANT)
    for _ in range(3):
        assert all(0 < left <= longest for left in (await lives(redis)).values())
        await leases.lapsed()
        await leases.strike("one", "A")
    assert (await lives(redis)).keys() == {"nodes:dead", "nodes:one:rooms", "nodes:two:rooms"}


async def test_nothing_is_left_of_nodes_that_are_forgotten(redis: Redis) -> None:
    leases = redis_leases(redis, period=AN_INSTANT)
    await leases.acquire("one", {"A"})
    await leases.acquire("two", ())
    await asyncio.sleep(2 * AN_INSTANT)
    await leases.lapsed()
    await leases.strike("one", "A")
    assert await lives(redis) == {}


async def test_an_index_outlives_every_room_that_the_node_was_in(
    redis: Redis, leases: RedisLeases
) -> None:
    await leases.acquire("one", {"A"})
    assert min((await lives(redis)).values()) > LONGEST_ROOM * 1000


async def test_each_method_is_one_command(redis: Redis, leases: RedisLeases) -> None:
    async def all_of_them() -> None:
        await leases.acquire("one", {"A"})
        await leases.renew("one", entered={"B"}, left={"A"})
        await leases.lapsed()
        await leases.strike("one", "B")

    await all_of_them()
    await redis.config_resetstat()
    await all_of_them()
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 4
    assert not {"cmdstat_eval", "cmdstat_script|load"} & stats.keys()


async def test_what_is_sent_twice_is_done_once(redis_url: str) -> None:
    async with LossyRedis.from_url(redis_url) as lossy:
        leases = redis_leases(lossy, period=AN_INSTANT)
        assert await leases.acquire("one", {"A", "B"})
        assert await leases.renew("one", entered={"C"}, left={"A"})
        await asyncio.sleep(2 * AN_INSTANT)
        assert await leases.lapsed() == {"one": {"B", "C"}}
        await leases.strike("one", "B")
        assert await leases.lapsed() == {"one": {"C"}}


async def test_a_removal_that_comes_late_takes_nothing_out_that_has_come_in_again(
    gate: Gate, held_up: RedisLeases, redis: Redis
) -> None:
    await held_up.acquire("one", {"A"})
    held = gate.hold(What.COMMAND, HOLD)
    with pytest.raises(StoreUnavailable), answer_by(asyncio.get_running_loop().time() + SHORT):
        await held_up.renew("one", left={"A"})
    assert await held_up.renew("one", entered={"A"})
    answered = gate.drop(What.REPLY, HOLD)
    held.release()
    await answered.happened()
    assert await redis.smembers("nodes:one:rooms") == {b"A"}


async def test_nobody_is_declared_dead_by_a_question_that_was_held_past_the_deadline(
    gate: Gate, held_up: RedisLeases, redis: Redis
) -> None:
    others = redis_leases(redis, period=AN_INSTANT)
    await others.acquire("one", {"A"})
    held = gate.hold(What.COMMAND, LAPSED)
    with pytest.raises(StoreUnavailable), answer_by(asyncio.get_running_loop().time() + SHORT):
        await held_up.lapsed()
    answered = gate.drop(What.REPLY, LAPSED)
    held.release()
    await answered.happened()
    assert await others.renew("one")


async def test_one_who_asks_too_late_is_told_that_the_store_did_not_answer(
    leases: RedisLeases,
) -> None:
    await leases.acquire("one", {"A"})
    with pytest.raises(StoreUnavailable), answer_by(asyncio.get_running_loop().time()):
        await leases.lapsed()


async def test_a_node_whose_lease_the_store_has_lost_is_told_so(
    redis: Redis, leases: RedisLeases
) -> None:
    await leases.acquire("one", {"A"})
    await redis.flushall()
    assert not await leases.renew("one")
    assert await lives(redis) == {}


async def test_a_full_server_forgets_nobody(spare_valkey: ValkeyServer) -> None:
    async with Redis.from_url(spare_valkey.url) as redis:
        leases = redis_leases(redis, period=AN_INSTANT)
        await leases.acquire("one", {"A"})
        await asyncio.sleep(2 * AN_INSTANT)
        await redis.config_set("maxmemory", 1)
        for asking in (leases.lapsed(), leases.renew("one"), leases.acquire("two", ())):
            with pytest.raises(StoreUnavailable):
                await asking
        await redis.config_set("maxmemory", 0)
        assert await leases.lapsed() == {"one": {"A"}}


async def test_a_dead_server_is_a_store_that_does_not_answer(spare_valkey: ValkeyServer) -> None:
    async with redis_link(spare_valkey.url, RedisPatience(retries=0)) as redis:
        leases = redis_leases(redis)
        await leases.acquire("one", ())
        spare_valkey.kill()
        for asking in (
            leases.acquire("two", ()),
            leases.renew("one"),
            leases.lapsed(),
            leases.strike("one", "A"),
        ):
            with pytest.raises(StoreUnavailable):
                await asking
        spare_valkey.restart()
        assert not await leases.renew("one")


def test_a_lease_of_no_time_is_refused(redis: Redis) -> None:
    with pytest.raises(ValueError, match="no lease"):
        redis_leases(redis, period=0)
