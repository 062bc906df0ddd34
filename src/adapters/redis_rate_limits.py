"""Rate limits in Redis or Valkey, shared by all nodes."""

import secrets

from redis.asyncio import Redis

from adapters.redis_script import RedisScript
from application.deadline import due_within
from application.ports import Allowance, Budget, RateLimits, Spent

REFUSED = -1
"""The count when the other budget is what refuses."""

GUARD = """
local function until_free(key, most, span, now)
  local since = '(' .. now - span
  if redis.call('ZCOUNT', key, since, now) < most then return 0 end
  local frees = redis.call('ZREVRANGEBYSCORE', key, now, since, 'WITHSCORES', 'LIMIT', most - 1, 1)
  return frees[2] + span - now
end
"""
"""The milliseconds until fewer count there, 0 where they do already."""

LOOK = (
    GUARD
    + """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return until_free(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), now)
"""
)
"""Only looks. KEYS: a source's sorted set. ARGV: limit, window in milliseconds."""

SPEND = (
    GUARD
    + """
local key, token = KEYS[1], ARGV[1]
local limit, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function at(rank)
  return tonumber(redis.call('ZRANGE', key, rank, rank, 'WITHSCORES')[2])
end

if KEYS[2] then
  local frees = until_free(KEYS[2], tonumber(ARGV[4]), tonumber(ARGV[5]), now)
  if frees > 0 then return {-1, 0, frees} end
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
)
"""KEYS: the source's sorted set of the requests that count, by time in milliseconds. ARGV: a
token that names this request, limit, window in milliseconds. Returns how many count now, and
the milliseconds until the oldest stops counting and until one more may pass (0: this one did).

With a second key, limit and window: while that many count there, the request is refused, and
the count is -1. In Redis Cluster both keys have to be in one slot.

A request that is sent again, because its reply was lost, is known by its token and counted
once. Requests from the future (the server's clock was set back) count as made just now.
"""


class RedisRateLimits(RateLimits):
    """One script and one round trip a decision, by the server's own clock."""

    def __init__(self, redis: Redis, prefix: str = "rate:", patience: float = 5.0) -> None:
        """The key of a source is `prefix` and its name. `patience` is how many seconds an
        answer may take where the caller sets no limit."""
        self._prefix = prefix
        self._patience = patience
        self._script = RedisScript(redis, SPEND)
        self._look = RedisScript(redis, LOOK)

    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        count, reset, retry = await self._decide(source, budget, unless)
        if count == REFUSED and unless is not None:
            return _refused_by(unless, retry)
        return Allowance.of(budget, count, reset=reset, retry=retry)

    async def refused(self, unless: Spent) -> Allowance | None:
        """The refusal where nothing is left, which is only looked at; None where there is."""
        budget, due = unless.budget, due_within(self._patience)
        keys, arguments = [self._key(unless.source)], [budget.limit, budget.milliseconds]
        retry: int = await self._look.call(keys, arguments, due)
        return _refused_by(unless, retry) if retry else None

    async def _decide(self, source: str, budget: Budget, unless: Spent | None) -> list[int]:
        keys = [self._key(source)]
        arguments: list[bytes | int] = [secrets.token_bytes(8), budget.limit, budget.milliseconds]
        if unless is not None:
            keys.append(self._key(unless.source))
            arguments += [unless.budget.limit, unless.budget.milliseconds]
        reply: list[int] = await self._script.call(keys, arguments, due_within(self._patience))
        return reply

    def _key(self, source: str) -> bytes:
        return (self._prefix + source).encode("utf-8", "surrogatepass")


def _refused_by(unless: Spent, retry: int) -> Allowance:
    return Allowance.of(unless.budget, unless.budget.limit, reset=retry, retry=retry)
