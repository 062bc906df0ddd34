"""Whether a Redis Cluster answers, and whether it is set up for rooms."""

import asyncio
from collections.abc import Sequence

from adapters.redis_health import RedisHealth
from adapters.redis_link import answer
from adapters.redis_shard import Shard
from adapters.redis_shards import RedisShards
from application.deadline import due_within
from application.errors import StoreUnavailable
from application.ports import Health


class ClusterHealth(Health):
    """It answers as long as one of its servers does, so that the rooms of the others go on. What
    is missing is a caution."""

    def __init__(self, shards: RedisShards, patience: float) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._shards = shards
        self._patience = patience

    async def check(self) -> None:
        due = due_within(self._patience)
        asked = [self._answers(shard, due) for shard in await self._shards.all(due)]
        if not any(await asyncio.gather(*asked)):
            raise StoreUnavailable

    async def cautions(self) -> Sequence[str]:
        shards = await self._shards.all(due_within(self._patience))
        told = await asyncio.gather(*(self._cautions_of(shard) for shard in shards))
        found = list(dict.fromkeys(caution for cautions in told for caution in cautions))
        if uncovered := self._shards.uncovered:
            found.append(f"No server of the Redis Cluster has {uncovered} of its slots.")
        return tuple(found)

    async def _answers(self, shard: Shard, due: float) -> bool:
        try:
            await answer(shard.redis.ping(), due)
        except StoreUnavailable:
            return False
        return True

    async def _cautions_of(self, shard: Shard) -> Sequence[str]:
        host, port = shard.address
        try:
            return await RedisHealth(shard.redis, self._patience, in_cluster=True).cautions()
        except StoreUnavailable:
            return (f"The server of the Redis Cluster at {host}:{port} does not answer.",)
