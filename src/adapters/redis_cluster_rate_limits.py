"""Rate limits in Redis Cluster, shared by all nodes."""

from adapters.redis_cluster_keys import slot_of
from adapters.redis_rate_limits import RedisRateLimits
from adapters.redis_shard import Address, Shard
from adapters.redis_shards import RedisShards
from application.deadline import due_within
from application.ports import Allowance, Budget, RateLimits, Spent


class ClusterRateLimits(RateLimits):
    """What a source's name has behind its first colon, an address or a user, is the hash tag: the
    requests and the misses of one address are in one slot, and a decision about both is one
    script. For sources that have nothing in common the other budget is looked at before, in a
    round trip of its own."""

    def __init__(self, shards: RedisShards, patience: float, prefix: str = "rate:") -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit. All
        keys begin with `prefix`."""
        self._shards = shards
        self._patience = patience
        self._prefix = prefix
        self._limits: dict[Address, RedisRateLimits] = {}

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        ours = tagged(source)
        guard = unless and Spent(tagged(unless.source), unless.budget)
        if guard is not None and self._slot(guard.source) != self._slot(ours):
            if refused := await self._refused(guard):
                return refused
            guard = None

        async def ask(shard: Shard) -> Allowance:
            return await self._on(shard).spend(ours, budget, unless=guard)

        return await self._shards.run(self._slot(ours), due_within(self._patience), ask)

    async def _refused(self, guard: Spent) -> Allowance | None:
        async def ask(shard: Shard) -> Allowance | None:
            return await self._on(shard).refused(guard)

        return await self._shards.run(self._slot(guard.source), due_within(self._patience), ask)

    def _slot(self, source: str) -> int:
        return slot_of(self._prefix + source)

    def _on(self, shard: Shard) -> RedisRateLimits:
        if shard.address not in self._limits:
            self._limits[shard.address] = RedisRateLimits(shard.redis, self._prefix, self._patience)
        return self._limits[shard.address]


def tagged(source: str) -> str:
    """The source's name with whom it is about in braces."""
    kind, colon, who = source.partition(":")
    return f"{kind}:{{{who}}}" if colon else f"{{{source}}}"
