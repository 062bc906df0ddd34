"""What Redis publishes of rooms, on one connection a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from adapters.kept_connection import happening
from adapters.redis_feed_channel import FeedChannel
from adapters.redis_keys import RedisKeys
from adapters.redis_subscriptions import RedisSubscriptions
from application.commit import Commit, Interrupted
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import Backoff, RoomFeed

HEARTBEAT = 2.0
"""Seconds of silence after which the connection is asked for a sign of life; a second such
silence ends it."""


class RedisFeed(RedisSubscriptions, RoomFeed):
    """Commits by publish and subscribe."""

    def __init__(
        self,
        redis: Redis,
        keys: RedisKeys,
        backoff: Backoff,
        patience: float,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        """`patience` is how many seconds a subscription may take."""
        super().__init__(redis, keys, backoff, patience, heartbeat)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        self._start()
        name, following = self._keys.feed(code).encode(), Following()
        channel = self._channels.setdefault(name, FeedChannel())
        if not channel.followers:
            self._ask(self.SUBSCRIBE, name)
        channel.followers.add(following)
        try:
            await self._in_force(channel)
            yield following
        finally:
            channel.followers.discard(following)
            if not channel.followers:
                self._ask(self.UNSUBSCRIBE, name)

    async def _in_force(self, channel: FeedChannel) -> None:
        await happening(channel.in_force, self._patience)
        if self._is_closed:
            raise StoreUnavailable
