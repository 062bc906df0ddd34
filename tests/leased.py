"""Stores of leases to test, with a way to let time go by without waiting."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis

from adapters.memory_leases import MemoryLeases
from adapters.postgres_leases import PostgresLeases
from adapters.redis_leases import RedisLeases
from adapters.store_clock import StoreClock
from application.contract import LeasesUnderTest
from tests.fakes import FakeClock
from tests.postgres_store import Node, fresh_schema, look_at, node_at

PERIOD = 60.0
"""Seconds: no test takes as long by itself."""

LONGEST_ROOM = 3600.0


def in_memory(kind: type[MemoryLeases] = MemoryLeases) -> LeasesUnderTest:
    clock = FakeClock()
    leases = kind(timedelta(seconds=PERIOD), clock)

    async def elapse(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    async def held() -> int:
        return len(leases)

    return LeasesUnderTest(leases, leases, PERIOD, elapse, held)


@dataclass(frozen=True)
class LeaseKeys:
    """The keys of one test in a Redis that may be somebody's: nobody else has their prefix."""

    redis: Redis
    prefix: str

    async def all(self) -> list[bytes]:
        return [key async for key in self.redis.scan_iter(f"{self.prefix}*")]

    async def known(self) -> int:
        """How many nodes are alive, or dead and not forgotten."""
        dead: Any = await self.redis.scard(f"{self.prefix}:dead")
        return int(await self.redis.zcard(self.prefix)) + int(dead)

    async def age(self, seconds: float) -> None:
        """Make everything that is held older, which is what time does to it."""
        older = round(seconds * 1000)
        ends: Any = await self.redis.zrange(self.prefix, 0, -1, withscores=True)
        for node, end in ends:
            await self.redis.zadd(self.prefix, {node: end - older})
        for key in await self.all():
            await self.redis.pexpire(key, await self.redis.pttl(key) - older)


def redis_leases(redis: Redis, prefix: str = "nodes", period: float = PERIOD) -> RedisLeases:
    """One node's leases, on a connection and by a clock of its own."""
    return RedisLeases(
        redis,
        StoreClock(),
        timedelta(seconds=period),
        timedelta(seconds=LONGEST_ROOM),
        prefix=prefix,
    )


@asynccontextmanager
async def in_redis(client: Callable[[], Redis]) -> AsyncIterator[LeasesUnderTest]:
    """`client` makes connections of its own for each node."""
    async with client() as first, client() as second:
        keys = LeaseKeys(first, f"test-{os.urandom(8).hex()}:nodes")
        one, other = redis_leases(first, keys.prefix), redis_leases(second, keys.prefix)
        yield LeasesUnderTest(one, other, PERIOD, keys.age, keys.known)
        for key in await keys.all():
            await first.delete(key)


@asynccontextmanager
async def in_postgres(url: str) -> AsyncIterator[LeasesUnderTest]:
    """Two nodes on a schema of their own."""
    schema = fresh_schema()
    async with node_at(url, schema) as one, node_at(url, schema) as two:
        nodes = postgres_leases(one), postgres_leases(two)
        await nodes[0].lapsed()  # the tables are there from here on
        async with look_at(url, schema) as tables:

            async def age(seconds: float) -> None:
                await tables.execute(
                    "UPDATE nodes SET ends_at = ends_at - $1::interval,"
                    " kept_until = kept_until - $1::interval",
                    timedelta(seconds=seconds),
                )

            async def known() -> int:
                return int(await tables.fetchval("SELECT count(*) FROM nodes"))

            yield LeasesUnderTest(*nodes, PERIOD, age, known)


def postgres_leases(node: Node, period: float = PERIOD) -> PostgresLeases:
    """One node's leases."""
    return PostgresLeases(
        node.link, node.clock, timedelta(seconds=period), timedelta(seconds=LONGEST_ROOM)
    )
