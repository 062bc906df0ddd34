"""Leases of nodes in Redis Cluster."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import count

from adapters.redis_cluster_keys import slot_of
from adapters.redis_leases import RedisLeases
from adapters.redis_shard import Address, Shard
from adapters.redis_shards import RedisShards
from application.deadline import due_within
from application.ports import Leases


class ClusterLeases(Leases):
    """All of them are in one slot, as who is dead is decided among all nodes at once. While no
    server has that slot nobody is declared dead, and nobody enters a room by socket."""

    def __init__(
        self,
        shards: RedisShards,
        period: timedelta,
        longest_room: timedelta,
        patience: float = 5.0,
        prefix: str = "nodes",
    ) -> None:
        """As `RedisLeases`. Raises `ValueError`."""
        self._shards = shards
        self._period = period
        self._longest_room = longest_room
        self._patience = patience
        self._prefix = f"{{{prefix}}}"
        self._turns = count(1)
        self._leases: dict[Address, RedisLeases] = {}

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        async def ask(shard: Shard) -> bool:
            return await self._on(shard).acquire(node_id, rooms)

        return await self._shards.run(*self._where(), ask)

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        async def ask(shard: Shard) -> bool:
            return await self._on(shard).renew(node_id, entered, left)

        return await self._shards.run(*self._where(), ask)

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        async def ask(shard: Shard) -> Mapping[str, Collection[str]]:
            return await self._on(shard).lapsed()

        return await self._shards.run(*self._where(), ask)

    async def strike(self, node_id: str, code: str) -> None:
        async def ask(shard: Shard) -> None:
            await self._on(shard).strike(node_id, code)

        await self._shards.run(*self._where(), ask)

    def _where(self) -> tuple[int, float]:
        return slot_of(self._prefix), due_within(self._patience)

    def _on(self, shard: Shard) -> RedisLeases:
        if shard.address not in self._leases:
            self._leases[shard.address] = RedisLeases(
                shard.redis,
                shard.clock,
                self._period,
                self._longest_room,
                self._patience,
                self._prefix,
                self._turns,
            )
        return self._leases[shard.address]
