"""Rooms in Redis or Valkey: the authority that all nodes share.

Keys and JSON are those of the seed document, section "Redis Data Structures".
"""

from redis.asyncio import Redis

from adapters.batched_rooms import BatchedRooms
from adapters.redis_keys import RedisKeys
from adapters.redis_room_script import RedisRoomScript
from adapters.store_clock import StoreClock
from application.ports import Ids, StoreMetrics


class RedisRooms(BatchedRooms):
    """Every step is one script and one round trip."""

    def __init__(
        self,
        redis: Redis,
        keys: RedisKeys,
        clock: StoreClock,
        ids: Ids,
        patience: float,
        metrics: StoreMetrics,
    ) -> None:
        """`redis` comes from `redis_link`, which tells of repetitions. `patience` is how many
        seconds an answer may take where the caller sets no limit. `metrics` are told of commits
        and conflicts."""
        super().__init__(RedisRoomScript(redis, keys, clock), clock, ids, patience, metrics)
