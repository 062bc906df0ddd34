"""Rooms in a Redis that a test gets at from several sides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis

from adapters.jittered_backoff import JitteredBackoff
from adapters.random_ids import RandomIds
from adapters.redis_feed import RedisFeed
from adapters.redis_health import RedisHealth
from adapters.redis_keys import RedisKeys
from adapters.redis_link import RedisPatience, redis_link
from adapters.redis_rooms import RedisRooms
from adapters.store_clock import StoreClock
from domain.room import Room
from tests.fakes import NotedMetrics


class Node(NamedTuple):
    """The Redis store as one node has it, with the client that all of it goes through."""

    rooms: RedisRooms
    feed: RedisFeed
    redis: Redis
    health: RedisHealth
    metrics: NotedMetrics


@asynccontextmanager
async def node_at(
    url: str, *, heartbeat: float = 2.0, patience: float = 10.0, retries: int = 3
) -> AsyncIterator[Node]:
    """A node of its own on the store at this address."""
    redis = redis_link(url, RedisPatience(command=patience, retries=retries))
    keys = RedisKeys.of(redis)
    feed = RedisFeed(redis, keys, JitteredBackoff(), patience, heartbeat)
    try:
        metrics = NotedMetrics()
        rooms = RedisRooms(redis, keys, StoreClock(), RandomIds(), patience, metrics)
        yield Node(rooms, feed, redis, RedisHealth(redis, patience), metrics)
    finally:
        await feed.close()
        await redis.aclose()


async def keys_of(redis: Redis, room: Room) -> set[bytes]:
    """The keys there are of this room."""
    names = {f"room:{room.code}", f"room:{room.code}:users", *map("user:{}".format, room.members)}
    return {name.encode() for name in names if await redis.exists(name)}
