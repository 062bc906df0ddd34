"""Rate limits in Redis or Valkey, shared by all nodes."""

import secrets
from datetime import timedelta

from redis.asyncio import Redis

from adapters.redis_link import answer, due_within
from application.ports import Allowance, RateLimits

SPEND = """
local key, token = KEYS[1], ARGV[1]
local limit, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function at(rank)
  return tonumber(redis.call('ZRANGE', key, rank, rank, 'WITHSCORES')[2])
end

local oldest, count, retry = at(0), 0, 0
if oldest and oldest <= now - window then
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  oldest = at(0)
end
if oldest then count = redis.call('ZCARD', key) end
if count < limit then
  count = count + redis.call('ZADD', key, 'NX', now, token)
  redis.call('PEXPIREAT', key, now + window)
elseif not redis.call('ZSCORE', key, token) then
  if at(-1) > now then
    for _, later in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. now, '+inf')) do
      redis.call('ZADD', key, 'XX', now, later)
    end
    redis.call('PEXPIREAT', key, now + window)
  end
  retry = at(count - limit) + window - now
end
return {count, (oldest or now) + window - now, retry}
"""
"""KEYS: the source's sorted set of the requests that count, by time in milliseconds. ARGV: a
token that names this request, limit, window in milliseconds. Returns how many count now, and
the milliseconds until the oldest stops counting and until one more may pass (0: this one did).

A request that is sent again, because its reply was lost, is known by its token and counted
once. Requests from the future (the server's clock was set back) count as made just now.
"""

_MILLISECOND = timedelta(milliseconds=1)


class RedisRateLimits(RateLimits):
    """One script and one round trip a decision, by the server's own clock."""

    def __init__(
        self,
        redis: Redis,
        limit: int,
        window: timedelta,
        prefix: str = "rate:",
        patience: float = 5.0,
    ) -> None:
        """Allows `limit` requests (at least 1) in any `window` (at least a millisecond) to
        each source, whose key is `prefix` and its name. `patience` is how many seconds an
        answer may take where the caller sets no limit. Raises `ValueError`."""
        if limit < 1 or window < _MILLISECOND:
            raise ValueError(f"no budget: {limit} requests in {window}")
        self._limit = limit
        self._window = window // _MILLISECOND
        self._prefix = prefix
        self._patience = patience
        self._script = redis.register_script(SPEND)

    async def spend(self, source: str) -> Allowance:
        count, reset, retry = await self._decide(source)
        return Allowance(
            limit=self._limit,
            window=_seconds(self._window),
            remaining=max(0, self._limit - count),
            reset=_seconds(min(reset, self._window)),
            retry_after=_seconds(retry) if retry else None,
        )

    async def _decide(self, source: str) -> list[int]:
        key = (self._prefix + source).encode("utf-8", "surrogatepass")
        arguments: list[bytes | int] = [secrets.token_bytes(8), self._limit, self._window]
        script = self._script(keys=[key], args=arguments)
        reply: list[int] = await answer(script, due_within(self._patience))
        return reply


def _seconds(milliseconds: int) -> int:
    """Whole seconds, rounded up."""
    return -(-milliseconds // 1000)
