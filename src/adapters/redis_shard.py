"""One server of a Redis Cluster that has slots."""

from adapters.redis_multiplexed import MultiplexedRedis
from adapters.store_clock import StoreClock

Address = tuple[str, int]
"""Host and port."""


class ShardClock(StoreClock):
    """A server's own time. Another clock, which tells the time of all of them, hears of it."""

    def __init__(self, common: StoreClock) -> None:
        super().__init__()
        self._common = common

    def observe(self, seconds: int, microseconds: int) -> None:
        super().observe(seconds, microseconds)
        self._common.observe(seconds, microseconds)


class Shard:
    """The client for it, and its clock. Servers whose clocks disagree each judge by their own
    whether a commit comes in time."""

    def __init__(self, address: Address, redis: MultiplexedRedis, common: StoreClock) -> None:
        self.address = address
        self.redis = redis
        self.clock = ShardClock(common)
