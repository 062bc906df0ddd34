"""Which rooms there are in Redis Cluster."""

from collections.abc import AsyncIterator, Sequence

from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_directory import RedisDirectory
from adapters.redis_shards import RedisShards
from application.deadline import due_within
from application.ports import RoomDirectory
from domain.room import Room


class ClusterDirectory(RoomDirectory):
    """Walks over one server after another. Each room is read in a round trip of its own."""

    def __init__(self, shards: RedisShards, keys: ClusterKeys, patience: float) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._shards = shards
        self._keys = keys
        self._patience = patience

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        for shard in await self._shards.all(due_within(self._patience)):
            there = RedisDirectory(shard.redis, self._keys, shard.clock, self._patience, together=1)
            async for rooms in there.rooms():
                yield rooms
