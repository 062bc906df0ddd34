"""Rooms in Redis Cluster: each on the server that has its slot."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from adapters.batched_rooms import BatchedRooms
from adapters.redis_cluster_keys import ClusterKeys
from adapters.redis_link import fresh
from adapters.redis_room_script import RedisRoomScript
from adapters.redis_script import RedisScript
from adapters.redis_scripts import CLUSTER_COMMIT, COMPARE
from adapters.redis_shard import Address, Shard
from adapters.redis_shards import RedisShards
from adapters.room_codec import decode_revision
from adapters.room_steps import Batch, RoomSteps, Standing
from application.ports import Ids, StoreMetrics


class ClusterRooms(BatchedRooms):
    """Every step is one script and one round trip, but that each room is compared by a script of
    its own; those of one server go there together."""

    def __init__(
        self,
        shards: RedisShards,
        keys: ClusterKeys,
        ids: Ids,
        patience: float,
        metrics: StoreMetrics,
    ) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit.
        `metrics` are told of commits and conflicts."""
        super().__init__(ClusterRoomSteps(shards, keys), shards.clock, ids, patience, metrics)


class ClusterRoomSteps(RoomSteps):
    """The steps of a single server, on the one that has the room's slot."""

    def __init__(self, shards: RedisShards, keys: ClusterKeys) -> None:
        self._shards = shards
        self._keys = keys
        self._scripts: dict[Address, _ShardScripts] = {}

    async def know_the_time(self, due: float) -> None:
        """Nothing is to be known yet: `commit` sees to the clock of the one server that counts."""

    async def read(self, code: str, due: float) -> Standing | None:
        async def ask(shard: Shard) -> Standing | None:
            return await self._on(shard).steps.read(code, due)

        return await self._shards.run(self._keys.slot(code), due, ask)

    async def revisions(self, codes: Sequence[str], due: float) -> Mapping[str, str]:
        asked = [asyncio.create_task(self._revision(code, due)) for code in codes]
        try:
            revisions = await asyncio.gather(*asked)
        finally:
            for one in asked:
                one.cancel()
        return {code: found for code, found in zip(codes, revisions, strict=True) if found}

    async def commit(self, batch: Batch, due: float) -> Standing:
        until = self._shards.clock.due_of(batch.not_after)

        async def ask(shard: Shard) -> Standing:
            await fresh(shard.clock, shard.redis, due)
            ours = replace(batch, not_after=shard.clock.not_after(until))
            return await self._on(shard).steps.commit(ours, due)

        return await self._shards.run(self._keys.slot(batch.after.code), due, ask)

    async def _revision(self, code: str, due: float) -> str | None:
        names = [self._keys.room(code), self._keys.users(code)]

        async def ask(shard: Shard) -> str | None:
            compare = self._on(shard).compare
            time, (json,) = await compare.call(names, [self._keys.user_prefix(code)], due)
            shard.clock.observe(*map(int, time))
            with suppress(ValueError):  # no room of ours: `read` says so
                return None if json is None else decode_revision(json)
            return None

        return await self._shards.run(self._keys.slot(code), due, ask)

    def _on(self, shard: Shard) -> "_ShardScripts":
        if shard.address not in self._scripts:
            self._scripts[shard.address] = _ShardScripts(shard, self._keys)
        return self._scripts[shard.address]


class _ShardScripts:
    """The scripts as one server has them."""

    def __init__(self, shard: Shard, keys: ClusterKeys) -> None:
        self.steps = RedisRoomScript(shard.redis, keys, shard.clock, CLUSTER_COMMIT)
        self.compare = RedisScript(shard.redis, COMPARE)
