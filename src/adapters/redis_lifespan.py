"""The time in which a node uses Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from adapters.redis_feed import RedisFeed


class RedisLifespan:
    """Connections are made when they are needed, and all closed in the end."""

    def __init__(self, redis: Redis, feed: RedisFeed) -> None:
        self._redis = redis
        self._feed = feed

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self._feed.close()
            await self._redis.aclose()
