"""Whether Redis or Valkey answers, and whether it is set up for rooms."""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from adapters.redis_link import answer
from application.deadline import due_within
from application.ports import Health

log = structlog.stdlib.get_logger(__name__)

OLDEST = (6, 2)
"""The Redis that first had all that the scripts use (SET with PXAT). Valkey began later."""

UNSEEN = (
    "It could not be seen whether the store's maxmemory-policy is noeviction, which it has to be: "
    "INFO does not tell."
)

CLUSTER = (
    "The store is a server of a Redis Cluster: without REDIS_CLUSTER=true the keys of a room would "
    "lie on several of its servers, and no change can be made. Set REDIS_CLUSTER=true."
)


class RedisHealth(Health):
    """Asks with PING and INFO: CONFIG is often forbidden where somebody else runs the server."""

    def __init__(self, redis: Redis, patience: float, *, in_cluster: bool = False) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit. That
        it is a server of a Redis Cluster is a caution unless it is used as one (`in_cluster`)."""
        self._redis = redis
        self._in_cluster = in_cluster
        self._patience = patience

    async def check(self) -> None:
        await answer(self._redis.ping(), due_within(self._patience))

    async def cautions(self) -> Sequence[str]:
        told = await answer(self._told(), due_within(self._patience))
        misplaced = told.get("cluster_enabled") == 1 and not self._in_cluster
        return (*([CLUSTER] if misplaced else []), *_cautions(told))

    async def _told(self) -> dict[str, Any]:
        """What the server says of itself; nothing, where that is forbidden."""
        try:
            return dict(await self._redis.info())
        except ResponseError as error:
            log.info("redis does not tell of itself", reason=str(error)[:200])
            return {}


def _cautions(told: dict[str, Any]) -> Iterator[str]:
    policy = told.get("maxmemory_policy")
    if policy is None:
        yield UNSEEN
    elif policy != "noeviction":
        yield (
            f"The store's maxmemory-policy is {policy}: when its memory is full, it deletes rooms. "
            "Set it to noeviction."
        )
    version = str(told.get("redis_version", ""))
    numbers = tuple(int(number) for number in version.split(".")[:2] if number.isdecimal())
    if len(numbers) == 2 and numbers < OLDEST:
        yield f"The store is Redis {version}, which is too old: it has to be 6.2 or later."
