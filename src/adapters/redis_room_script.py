"""Rooms in and out of Redis: what a script is given, and what its reply means."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from redis.asyncio import Redis

from adapters.redis_clock import RedisClock
from adapters.redis_codec import decode_room, encode_room, encode_user
from adapters.redis_feed_codec import encode_commits
from adapters.redis_keys import RedisKeys
from adapters.redis_link import store_errors
from adapters.redis_scripts import COMMIT, READ
from application.commit import Commit
from domain.member import Member
from domain.moment import to_milliseconds
from domain.room import Room


class Standing(NamedTuple):
    """A room as Redis has it: decoded, and the very JSON that a commit is compared with."""

    room: Room
    json: bytes


class Late(Exception):
    """The commit came after its not-after and was not applied."""


class Moved(Exception):
    """The room is not what the commit was decided on. `standing` is what it is now."""

    def __init__(self, standing: Standing | None) -> None:
        super().__init__()
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes to commit together: from the room that was read to the room that is left.

    `before` is None for a new room. Without commits the room is only compared.
    """

    before: Standing | None
    after: Room
    commits: list[Commit]
    not_after: int


class RedisRoomScript:
    """The two scripts, each one round trip. Raises `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: RedisKeys, clock: RedisClock) -> None:
        self._keys = keys
        self._clock = clock
        self._read = redis.register_script(READ)
        self._commit = redis.register_script(COMMIT)

    async def read(self, code: str) -> Standing | None:
        """The room as it stands, or None."""
        names = [self._keys.room(code), self._keys.users(code)]
        with store_errors():
            reply = await self._read(keys=names, args=[self._keys.user_prefix(code)])
        return self._standing(reply)

    async def commit(self, batch: Batch) -> Standing:
        """What the batch left. Raises `Late` or `Moved`, and nothing was applied then."""
        json = encode_room(batch.after) if batch.commits else b""
        names, arguments = self._arguments(batch, json)
        with store_errors():
            reply = await self._commit(keys=names, args=arguments)
        if reply[0] in (b"room", b"none"):
            raise Moved(self._standing(reply))
        self._clock.observe(*map(int, reply[1]))
        if reply[0] == b"late":
            raise Late
        if batch.before is not None and not batch.commits:
            return batch.before
        return Standing(batch.after, json)

    def _standing(self, reply: list[Any]) -> Standing | None:
        self._clock.observe(*map(int, reply[1]))
        if reply[0] == b"none":
            return None
        json, users, expected = reply[2]
        if len(users) != expected or None in users:
            return None  # a part of it was evicted: the room is lost
        return Standing(decode_room(json, users), json)

    def _arguments(self, batch: Batch, json: bytes) -> tuple[list[str], list[Any]]:
        """KEYS and ARGV of the commit, as `redis_scripts.COMMIT` lists them."""
        keys, code = self._keys, batch.after.code
        users = _users(batch)
        ids = [*(member.id for member in users.written), *users.removed, *users.stamped]
        names = [keys.room(code), keys.users(code), *(keys.user(code, id) for id in ids)]
        arguments: list[Any] = [
            keys.user_prefix(code),
            batch.before.json if batch.before else b"",
            json,
            _kind(batch),
            batch.not_after,
            to_milliseconds(batch.after.expires_at),
            keys.feed(code),
            encode_commits(batch.commits),
            len(users.written),
            len(users.removed),
        ]
        for member in users.written:
            arguments += (member.id, encode_user(member, code))
        return names, arguments + users.removed


class _Users(NamedTuple):
    """What becomes of the users' keys; `stamped` ones only get the deadline (or are deleted,
    when the room closes)."""

    written: list[Member]
    removed: list[str]
    stamped: list[str]


def _users(batch: Batch) -> _Users:
    before, after = batch.before.room if batch.before else None, batch.after
    known = before.members if before else {}
    if not after.is_open:
        return _Users([], [], list(known))
    written = [member for id, member in after.members.items() if known.get(id) is not member]
    removed = [id for id in known if id not in after.members]
    if before is not None and after.expires_at == before.expires_at:
        return _Users(written, removed, [])
    touched = {member.id for member in written}
    return _Users(written, removed, [id for id in after.members if id not in touched])


def _kind(batch: Batch) -> str:
    if not batch.commits:
        return "check"
    return "write" if batch.after.is_open else "close"
