"""What is particular to rate limits in Redis, shown on a real server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_rate_limits import RedisRateLimits
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Budget, Spent
from tests.limited import Limited
from tests.lossy_redis import LossyRedis
from tests.servers import ValkeyServer

MINUTE = timedelta(minutes=1)
AN_INSTANT = timedelta(milliseconds=50)
FOR_EVER = 1e6
"""Seconds: whatever depends on it alone hangs."""


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with redis_link(redis_url, RedisPatience()) as redis:
        yield redis


def limited(redis: Redis, limit: int, window: timedelta, patience: float = 5.0) -> Limited:
    return Limited(RedisRateLimits(redis, patience=patience), Budget(limit, window))


async def is_gone(redis: Redis, key: str) -> bool:
    for _ in range(200):
        if not await redis.exists(key):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_request_stops_counting_after_a_window_of_the_servers_time(redis: Redis) -> None:
    limits = limited(redis, 1, AN_INSTANT)
    for _ in range(3):
        assert (await limits.spend("ada")).retry_after is None
        await asyncio.sleep(0.1)


async def test_the_key_of_a_quiet_source_goes_by_itself(redis: Redis) -> None:
    await limited(redis, 1, AN_INSTANT).spend("ada")
    assert await is_gone(redis, "rate:ada")


async def test_the_key_lasts_as_long_as_the_last_request_counts(redis: Redis) -> None:
    limits = limited(redis, 2, MINUTE)
    for _ in range(3):
        await limits.spend("ada")
        entries: Any = await redis.zrange("rate:ada", -1, -1, withscores=True)
        assert await redis.pexpiretime("rate:ada") == entries[0][1] + 60_000


async def test_a_decision_is_one_command(redis: Redis) -> None:
    limits = limited(redis, 2, MINUTE)
    await limits.spend("ada")
    await redis.config_resetstat()
    for source in ("ada", "ada", "ada", "ben"):
        await limits.spend(source)
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 4
    assert not {"cmdstat_eval", "cmdstat_script|load"} & stats.keys()


async def test_a_request_that_is_sent_twice_counts_once(redis_url: str) -> None:
    async with LossyRedis.from_url(redis_url) as lossy:
        limits = limited(lossy, 2, MINUTE)
        allowances = [await limits.spend("ada") for _ in range(3)]
    assert [allowance.remaining for allowance in allowances] == [1, 0, 0]
    assert [allowance.retry_after is None for allowance in allowances] == [True, True, False]


async def test_a_clock_that_is_set_back_holds_nobody_longer_than_a_window(redis: Redis) -> None:
    limits = limited(redis, 2, MINUTE)
    seconds, _ = await redis.time()
    tomorrow = (seconds + 86_400) * 1000
    await redis.zadd("rate:ada", {"one": tomorrow, "two": tomorrow + 60_000})
    refused = await limits.spend("ada")
    assert refused.retry_after == refused.reset == 60
    assert await redis.pttl("rate:ada") <= 60_000
    entries: Any = await redis.zrange("rate:ada", 0, -1, withscores=True)
    assert {score < tomorrow for _, score in entries} == {True}


async def test_a_limit_that_was_lowered_refuses_until_fewer_count(redis: Redis) -> None:
    seconds, _ = await redis.time()
    ages = {f"{age} s old": (seconds - age) * 1000 for age in (50, 40, 30, 10)}
    await redis.zadd("rate:ada", ages)
    refused = await limited(redis, 2, MINUTE).spend("ada")
    assert refused.remaining == 0
    assert refused.retry_after in range(20, 31)


async def test_a_server_that_forgot_the_script_gets_it_again(redis: Redis) -> None:
    limits = limited(redis, 2, MINUTE)
    await limits.spend("ada")
    await redis.script_flush()
    assert (await limits.spend("ada")).remaining == 0


async def test_a_key_of_another_kind_is_a_store_that_does_not_answer(redis: Redis) -> None:
    await redis.set("rate:ada", "not ours")
    with pytest.raises(StoreUnavailable):
        await limited(redis, 1, MINUTE).spend("ada")


async def test_a_dead_server_is_a_store_that_does_not_answer(spare_valkey: ValkeyServer) -> None:
    async with redis_link(spare_valkey.url, RedisPatience(retries=0)) as redis:
        limits = limited(redis, 1, MINUTE)
        await limits.spend("ada")
        spare_valkey.kill()
        with pytest.raises(StoreUnavailable):
            await limits.spend("ada")
        spare_valkey.restart()
        assert (await limits.spend("ada")).retry_after is None


async def test_a_frozen_server_is_given_up_when_the_answer_is_due(
    spare_valkey: ValkeyServer,
) -> None:
    async with redis_link(spare_valkey.url, RedisPatience(command=FOR_EVER)) as redis:
        hasty = limited(redis, 2, MINUTE, patience=0.1)
        patient = limited(redis, 2, MINUTE, patience=FOR_EVER)
        await patient.spend("ada")
        spare_valkey.stop()
        async with asyncio.timeout(30):
            with pytest.raises(StoreUnavailable):
                await hasty.spend("ada")
            with pytest.raises(StoreUnavailable), answer_by(asyncio.get_running_loop().time()):
                await patient.spend("ada")
        spare_valkey.cont()
        assert (await patient.spend("ben")).remaining == 1


async def test_a_decision_by_two_budgets_is_one_command_as_well(redis: Redis) -> None:
    limits, budget, others = RedisRateLimits(redis), Budget(2, MINUTE), Budget(1, MINUTE, "others")
    await limits.spend("ben", others)
    await redis.config_resetstat()
    refused = await limits.spend("ada", budget, unless=Spent("ben", others))
    passed = await limits.spend("ada", budget, unless=Spent("cleo", others))
    assert [refused.retry_after, passed.retry_after] == [60, None]
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 2


async def test_a_clock_that_is_set_back_lets_other_budgets_refuse_nobody(redis: Redis) -> None:
    limits, others = RedisRateLimits(redis), Budget(1, MINUTE, "others")
    seconds, _ = await redis.time()
    await redis.zadd("rate:ben", {"one": (seconds + 86_400) * 1000})
    told = await limits.spend("ada", Budget(2, MINUTE), unless=Spent("ben", others))
    assert told.retry_after is None


async def test_a_lowered_limit_of_another_budget_refuses_until_fewer_count(redis: Redis) -> None:
    seconds, _ = await redis.time()
    await redis.zadd("rate:ben", {f"{age}": (seconds - age) * 1000 for age in (50, 40, 30, 10)})
    guard = Spent("ben", Budget(2, MINUTE, "others"))
    told = await RedisRateLimits(redis).spend("ada", Budget(9, MINUTE), unless=guard)
    assert told.retry_after in range(20, 31)
