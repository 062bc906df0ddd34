"""What a Redis Cluster publishes of rooms, on one connection to each server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.kept_connection import happening
from adapters.redis_cluster_keys import ClusterKeys, slot_of
from adapters.redis_feed import HEARTBEAT
from adapters.redis_link import answer
from adapters.redis_shard import Address, Shard
from adapters.redis_shard_feed import ShardFeed
from adapters.redis_shards import RedisShards
from application.background import background
from application.commit import Commit, Interrupted
from application.deadline import due_within
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import Backoff, RoomFeed


class ClusterFeed(RoomFeed):
    """A room is followed on the server that has its slot. Where the slot goes, its followers go
    too, and are interrupted; those of other rooms notice nothing, also when a server is lost."""

    def __init__(
        self,
        shards: RedisShards,
        keys: ClusterKeys,
        backoff: Backoff,
        patience: float,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        """`patience` is how many seconds a subscription may take."""
        self._shards = shards
        self._keys = keys
        self._backoff = backoff
        self._patience = patience
        self._heartbeat = heartbeat
        self._feeds: dict[Address, ShardFeed] = {}
        self._where: dict[bytes, ShardFeed] = {}
        self._is_closed = False
        shards.when_changed(self._rearrange)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        name, following = self._keys.feed(code).encode(), Following()
        await self._shards.all(due_within(self._patience))
        feed = self._where.get(name) or self._feed_of_slot(slot_of(name))
        self._where[name] = feed
        channel = feed.join(name, following)
        try:
            await happening(channel.in_force, self._patience)
            if self._is_closed:
                raise StoreUnavailable
            yield following
        finally:
            self._where[name].part(name, following)
            if not channel.followers:
                del self._where[name]

    async def probe(self) -> None:
        """Returns when it has heard itself on every server that answers. Raises
        `StoreUnavailable`, also when none does: one that is away takes nothing from the others."""
        due = due_within(self._patience)
        shards = await self._shards.all(due)
        if not any(await asyncio.gather(*(self._is_heard(shard, due) for shard in shards))):
            raise StoreUnavailable

    async def close(self) -> None:
        """Follow nothing any more. Whoever still waits for a subscription hears so."""
        self._is_closed = True
        await asyncio.gather(*(feed.close() for feed in self._feeds.values()))

    async def _is_heard(self, shard: Shard, due: float) -> bool:
        """False where the server does not answer. Raises `StoreUnavailable` where it does, and
        what is published there is not heard."""
        now = asyncio.get_running_loop().time()
        try:
            await answer(shard.redis.ping(), now + (due - now) / 2)
        except StoreUnavailable:
            return False
        await self._feed_of(shard).probe()
        return True

    def _feed_of_slot(self, slot: int) -> ShardFeed:
        shard = self._shards.owner(slot)
        if shard is None:
            self._shards.suspect()
            raise StoreUnavailable
        return self._feed_of(shard)

    def _feed_of(self, shard: Shard) -> ShardFeed:
        if self._is_closed:
            raise StoreUnavailable
        if shard.address not in self._feeds:
            self._feeds[shard.address] = ShardFeed(
                shard,
                self._keys,
                self._backoff,
                self._patience,
                self._heartbeat,
                owns=lambda slot: self._shards.owner(slot) is shard,
                when_astray=self._shards.suspect,
            )
        return self._feeds[shard.address]

    def _rearrange(self) -> None:
        """Have every channel followed where its slot is now."""
        if self._is_closed:
            return
        for feed in tuple(self._feeds.values()):
            for name in feed.names:
                owner = self._shards.owner(slot_of(name))
                if owner is not None and owner is not feed.shard:
                    self._where[name] = other = self._feed_of(owner)
                    feed.hand_over(name, other)
        masters = set(self._shards.masters)
        for address, feed in tuple(self._feeds.items()):
            if feed.shard in masters:
                feed.look_again()
            elif not feed.names:
                background(self._feeds.pop(address).close())
