"""The Redis store, as the contract suite wants it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from redis.asyncio import Redis

from adapters.jittered_backoff import JitteredBackoff
from adapters.random_ids import RandomIds
from adapters.redis_feed import HEARTBEAT, RedisFeed
from adapters.redis_keys import RedisKeys
from adapters.redis_rooms import RedisRooms
from adapters.store_clock import StoreClock
from application.contract import Node, StoreUnderTest
from domain.moment import from_milliseconds
from tests.fakes import NotedMetrics

PATIENCE = 10.0


@asynccontextmanager
async def redis_node(
    redis: Redis, clock: StoreClock, heartbeat: float = HEARTBEAT
) -> AsyncIterator[Node]:
    """Repository and feed of one node."""
    keys = RedisKeys.of(redis)
    feed = RedisFeed(redis, keys, JitteredBackoff(), PATIENCE, heartbeat)
    try:
        yield Node(RedisRooms(redis, keys, clock, RandomIds(), PATIENCE, NotedMetrics()), feed)
    finally:
        await feed.close()
        await redis.aclose()


@asynccontextmanager
async def redis_under_test(
    first: Redis, second: Redis, heartbeat: float = HEARTBEAT
) -> AsyncIterator[StoreUnderTest]:
    """One server, seen through two clients as two nodes have them."""
    clock = StoreClock()

    async def footprint(code: str) -> Mapping[str, datetime | None]:
        return await footprint_in(first, code)

    async with (
        redis_node(first, clock, heartbeat) as one,
        redis_node(second, StoreClock(), heartbeat) as two,
    ):
        clock.observe(*await first.time())
        yield StoreUnderTest(one, two, clock, footprint)


async def footprint_in(redis: Redis, code: str) -> dict[str, datetime | None]:
    """Every key of the server that has to do with a room, by its name or by its value."""
    found = {}
    async for key in redis.scan_iter(count=1000):
        if code.encode() in key or await _speaks_of(redis, key, code):
            deadline = await redis.pexpiretime(key)
            if deadline != -2:  # gone while we looked
                found[key.decode()] = None if deadline == -1 else from_milliseconds(deadline)
    return found


async def _speaks_of(redis: Redis, key: bytes, code: str) -> bool:
    if not key.startswith(b"user:"):
        return False
    value = await redis.get(key)
    return value is not None and f'"{code}"'.encode() in value
