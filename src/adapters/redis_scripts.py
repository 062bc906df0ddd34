"""The Lua that runs in Redis. Mechanism only: every rule is decided before, in Python.

The scripts name keys that are not in KEYS only when they read (the users of a set); in Redis
Cluster those lie in the same slot.
"""

LOAD = """
local function standing(room, users, prefix)
  local ids = redis.call('SMEMBERS', users)
  local records = {}
  for first = 1, #ids, 1000 do
    local names = {}
    for i = first, math.min(first + 999, #ids) do names[#names + 1] = prefix .. ids[i] end
    for _, record in ipairs(redis.call('MGET', unpack(names))) do
      records[#records + 1] = record
    end
  end
  return {room, records, #ids}
end
"""
"""A room as it stands: its JSON, its users' JSON, and how many users there should be."""

READ = (
    LOAD
    + """
local time = redis.call('TIME')
local room = redis.call('GET', KEYS[1])
if not room then return {'none', time} end
return {'room', time, standing(room, KEYS[2], ARGV[1])}
"""
)
"""KEYS: room, users. ARGV: prefix of user keys. Returns what stands there, with the time."""

LIST = (
    LOAD
    + """
local rooms, read = {}, 0
for i = 1, #KEYS, 2 do
  if read >= tonumber(ARGV[2]) then break end
  local room = redis.call('MGET', KEYS[i])[1]
  local has_users = room and redis.call('TYPE', KEYS[i + 1]).ok == 'set'
  local found = has_users and standing(room, KEYS[i + 1], ARGV[1])
  rooms[#rooms + 1] = found
  read = read + (found and found[3] or 0)
end
return {redis.call('TIME'), rooms}
"""
)
"""KEYS: room and users of each room. ARGV: 1 prefix of user keys, 2 how many users are enough.
Returns the time, and of each room what stands there, or nothing where that is of another kind;
of the last ones it says nothing when there were users enough before them."""

WHOLE = """
local function is_whole(users, prefix)
  local ids = redis.pcall('SMEMBERS', users)
  if ids.err or #ids == 0 then return false end
  local there = 0
  for first = 1, #ids, 1000 do
    local names = {}
    for i = first, math.min(first + 999, #ids) do names[#names + 1] = prefix .. ids[i] end
    there = there + redis.call('EXISTS', unpack(names))
  end
  return there == #ids
end
"""
"""Whether a room has users, and none of them was evicted."""

COMPARE = (
    WHOLE
    + """
local rooms = {}
for i = 1, #KEYS, 2 do
  local room = redis.call('MGET', KEYS[i])[1]
  rooms[#rooms + 1] = room and is_whole(KEYS[i + 1], ARGV[1]) and room
end
return {redis.call('TIME'), rooms}
"""
)
"""KEYS: room and users of each room. ARGV: prefix of user keys. Returns the time, and of each
room its JSON, or nothing where a part of it is missing: a room that was evicted in part is lost.

A key of another kind, which somebody put there, is nothing as well; it spoils no other room.
"""

COMMIT = (
    LOAD
    + WHOLE
    + """
local time = redis.call('TIME')
local expected, room, kind = ARGV[2], ARGV[3], ARGV[4]
local not_after, deadline = tonumber(ARGV[5]), ARGV[6]
local current = redis.call('GET', KEYS[1]) or ''
if kind == 'write' and current == room then return {'done', time} end
if current ~= expected then
  if current == '' then return {'none', time} end
  return {'room', time, standing(current, KEYS[2], ARGV[1])}
end
if time[1] * 1000 + math.floor(time[2] / 1000) > not_after then return {'late', time} end
if current ~= '' then
  local is_known = redis.call('SCARD', KEYS[2]) == tonumber(ARGV[#ARGV])
  if not (is_known and is_whole(KEYS[2], ARGV[1])) then return {'none', time} end
end
if kind == 'check' then return {'done', time} end

if kind == 'close' then
  for i = 1, #KEYS do redis.call('DEL', KEYS[i]) end
else
  local writes, removals = tonumber(ARGV[9]), tonumber(ARGV[10])
  redis.call('SET', KEYS[1], room, 'PXAT', deadline)
  if expected == '' then redis.call('DEL', KEYS[2]) end
  for i = 1, writes do
    redis.call('SET', KEYS[2 + i], ARGV[10 + 2 * i], 'PXAT', deadline)
    redis.call('SADD', KEYS[2], ARGV[9 + 2 * i])
  end
  for i = 1, removals do
    redis.call('DEL', KEYS[2 + writes + i])
    redis.call('SREM', KEYS[2], ARGV[10 + 2 * writes + i])
  end
  for i = 3 + writes + removals, #KEYS do redis.call('PEXPIREAT', KEYS[i], deadline) end
  redis.call('PEXPIREAT', KEYS[2], deadline)
end
redis.call('PUBLISH', ARGV[7], ARGV[8])
return {'done', time}
"""
)
"""The one way in which a room is written.

KEYS: room, users, then the user keys to write, those to remove, and those that only get the
new deadline. ARGV: 1 prefix of user keys, 2 the room's JSON on which the change was decided
(it holds roomId and revision; empty: there must be no room), 3 the new JSON, 4 `write`,
`close` or `check` (compare only), 5 not-after and 6 deadline in milliseconds, 7 channel,
8 message, 9 number of writes, 10 number of removals, then user id and JSON for every write
and user id for every removal; last, the number of users that the room had when it was read.

Returns `done`, also when this very commit stands there already (its reply was lost);
`late` when the not-after has passed; else what stands there now: `room` or `none`. A room of
which a part was evicted since it was read is none: written on, it would have lost members.

The room's SET comes first, as a server without memory, or a replica, refuses a script only at
its first write; nothing is half-written then.
"""

CLUSTER_COMMIT = COMMIT.replace("'PUBLISH'", "'SPUBLISH'")
"""As `COMMIT`, on a sharded channel: only the server that has the room carries the message. Its
slot is the room's."""
