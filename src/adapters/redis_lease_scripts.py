"""The Lua of the leases. Mechanism only: who may declare whom, and when, is decided before."""

HOLD = """
local leases, dead, turns, rooms = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local node, turn, is_new = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local lease, keep, entered = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('SISMEMBER', dead, node) == 1 then return {0, time} end
if not is_new and not redis.call('ZSCORE', leases, node) then return {0, time} end

local function change(command, first, last)
  for from = first, last, 1000 do
    redis.call(command, rooms, unpack(ARGV, from, math.min(from + 999, last)))
  end
end

redis.call('ZADD', leases, now + lease, node)
if turn > tonumber(redis.call('ZSCORE', turns, node) or -1) then
  redis.call('ZADD', turns, turn, node)
  if is_new then redis.call('DEL', rooms) end
  change('SADD', 7, 6 + entered)
  change('SREM', 7 + entered, #ARGV)
end
for i = 1, #KEYS do redis.call('PEXPIREAT', KEYS[i], now + keep) end
return {1, time}
"""
"""Acquires or renews a lease.

KEYS: 1 the sorted set of leases by their end, 2 the set of dead nodes, 3 the sorted set of the
latest turn of every node, 4 the node's set of codes. ARGV: 1 node, 2 this call's turn, 3 `1`
for an id that is new, 4 the period of a lease and 5 the life of the keys in milliseconds, 6 how
many codes come in; then those, then the codes that go. Returns 1, or 0 for a node that is dead
or unknown, and the time.

A call that arrives after a later one, because a connection was lost and its bytes were not,
must not take out a code that has come in again: its turn is over.
"""

LAPSED = """
local leases, dead, turns, prefix = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local keep, not_after = tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > not_after then return {0, time} end

for _, node in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
  redis.call('SADD', dead, node)
  redis.call('ZREM', leases, node)
  redis.call('ZREM', turns, node)
end
local told = {}
for _, node in ipairs(redis.call('SMEMBERS', dead)) do
  local rooms = prefix .. node .. ':rooms'
  local codes = redis.call('SMEMBERS', rooms)
  if #codes == 0 then
    redis.call('SREM', dead, node)
  else
    redis.call('PEXPIREAT', rooms, now + keep)
    told[#told + 1] = {node, codes}
  end
end
redis.call('PEXPIREAT', dead, now + keep)
return {1, time, told}
"""
"""Declares who is dead, and tells of all who are.

KEYS: as above, but for the last. ARGV: 1 prefix of the nodes' keys, 2 the life of the keys in
milliseconds, 3 the last of the server's milliseconds in which this may happen. Returns 1, the
time, and pairs of a dead node and its codes; or 0 and the time when it came too late.

A server without memory, or a replica, refuses it at its first write; nothing is half-written.
"""

STRIKE = """
local dead, rooms, node, code = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
if redis.call('SISMEMBER', dead, node) == 0 then return end
redis.call('SREM', rooms, code)
if redis.call('EXISTS', rooms) == 0 then redis.call('SREM', dead, node) end
"""
"""KEYS: the set of dead nodes, the node's set of codes. ARGV: node, code."""
