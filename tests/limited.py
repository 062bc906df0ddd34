"""Stores of rate limits to test, with a way to let time go by without waiting."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from adapters.memory_rate_limits import MemoryRateLimits
from adapters.postgres_rate_limits import PostgresRateLimits
from adapters.postgres_sweep import IN_TRANSIT, SWEEP
from adapters.redis_rate_limits import RedisRateLimits
from application.contract import RateLimitsUnderTest
from application.ports import Allowance, Budget, RateLimits
from tests.fakes import FakeClock
from tests.postgres_store import fresh_schema, look_at, node_at, soon


@dataclass(frozen=True)
class Limited:
    """Rate limits with one budget for everybody."""

    limits: RateLimits
    budget: Budget

    async def spend(self, source: str) -> Allowance:
        return await self.limits.spend(source, self.budget)


def in_memory(kind: type[MemoryRateLimits] = MemoryRateLimits) -> RateLimitsUnderTest:
    clock = FakeClock()
    limits = kind(clock)

    async def elapse(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    async def held() -> int:
        return len(limits)

    return RateLimitsUnderTest(limits, limits, elapse, held)


@dataclass(frozen=True)
class LimitedKeys:
    """The keys of one test in a Redis that may be somebody's: nobody else has their prefix."""

    redis: Redis
    prefix: str

    async def all(self) -> list[bytes]:
        return [key async for key in self.redis.scan_iter(f"{self.prefix}*")]

    async def count(self) -> int:
        return len(await self.all())

    async def age(self, seconds: float) -> None:
        """Make everything that is held older, which is what time does to it."""
        older = round(seconds * 1000)
        for key in await self.all():
            left = await self.redis.pttl(key)
            entries: Any = await self.redis.zrange(key, 0, -1, withscores=True)
            await self.redis.zadd(key, {member: score - older for member, score in entries})
            await self.redis.pexpire(key, left - older)


@asynccontextmanager
async def in_redis(client: Callable[[], Redis]) -> AsyncIterator[RateLimitsUnderTest]:
    """`client` makes connections of its own for each node."""
    async with client() as first, client() as second:
        keys = LimitedKeys(first, f"test-{os.urandom(8).hex()}:rate:")

        one, other = RedisRateLimits(first, keys.prefix), RedisRateLimits(second, keys.prefix)
        yield RateLimitsUnderTest(one, other, keys.age, keys.count)
        for key in await keys.all():
            await first.delete(key)


@asynccontextmanager
async def in_postgres(url: str) -> AsyncIterator[RateLimitsUnderTest]:
    """Two nodes on a schema of their own."""
    schema = fresh_schema()
    async with node_at(url, schema) as one, node_at(url, schema) as two:
        await one.link.know_the_time(one.clock, soon())  # the tables are there from here on
        async with look_at(url, schema) as tables:

            async def age(seconds: float) -> None:
                older = round(seconds * 1000)
                await tables.execute(
                    "UPDATE budgets SET kept_until = kept_until - $1 * interval '1 ms',"
                    " times = ARRAY(SELECT at - $1 FROM unnest(times) AS at)",
                    older,
                )

            async def count() -> int:
                await tables.execute(SWEEP, IN_TRANSIT)  # which also comes by itself
                return int(await tables.fetchval("SELECT count(*) FROM budgets"))

            yield RateLimitsUnderTest(
                PostgresRateLimits(one.link), PostgresRateLimits(two.link), age, count
            )
