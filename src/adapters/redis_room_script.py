"""Rooms in and out of Redis: what a script is given, and what its reply means."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import structlog
from redis.asyncio import Redis

from adapters.commit_codec import message_of
from adapters.redis_keys import RedisKeys
from adapters.redis_link import answer, elsewhere, fresh
from adapters.redis_repeats import sending
from adapters.redis_script import RedisScript
from adapters.redis_scripts import COMMIT, COMPARE, READ
from adapters.room_codec import decode_revision, decode_room, encode_room, encode_user
from adapters.room_steps import Batch, Late, Moved, RoomSteps, Standing, may_stand_behind
from adapters.store_clock import StoreClock
from application.errors import StoreUnavailable
from domain.member import Member
from domain.moment import to_milliseconds
from domain.room import Room

log = structlog.stdlib.get_logger(__name__)


class RedisRoomScript(RoomSteps):
    """The three scripts, each one round trip."""

    def __init__(
        self, redis: Redis, keys: RedisKeys, clock: StoreClock, commit: str = COMMIT
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._read = RedisScript(redis, READ)
        self._commit = RedisScript(redis, commit)
        self._compare = redis.register_script(COMPARE)
        self._redis = redis

    async def know_the_time(self, due: float) -> None:
        await fresh(self._clock, self._redis, due)

    async def read(self, code: str, due: float) -> Standing | None:
        names = [self._keys.room(code), self._keys.users(code)]
        reply = await self._read.call(names, [self._keys.user_prefix(code)], due)
        return self._standing(code, reply)

    async def revisions(self, codes: Sequence[str], due: float) -> Mapping[str, str]:
        names = [key for code in codes for key in (self._keys.room(code), self._keys.users(code))]
        script = self._compare(keys=names, args=[self._keys.user_prefix("")])
        time, rooms = await answer(script, due)
        self._clock.observe(*map(int, time))
        found = {}
        for code, json in zip(codes, rooms, strict=True):
            with suppress(ValueError):  # no room of ours: `get` says so
                if json is not None:
                    found[code] = decode_revision(json)
        return found

    async def commit(self, batch: Batch, due: float) -> Standing:
        json = encode_room(batch.after) if batch.commits else b""
        names, arguments = self._arguments(batch, json)
        with sending() as sent:
            try:
                reply = await self._commit.call(names, arguments, due)
            except StoreUnavailable as error:
                if sent.is_repeated and elsewhere(error.__cause__):
                    raise StoreUnavailable from None  # it may be done, before the slot moved
                raise
        if reply[0] in (b"room", b"none"):
            found = batch.before and self._standing(batch.after.code, reply)
            if sent.is_repeated and batch.commits and may_stand_behind(batch, found):
                raise StoreUnavailable  # it may have moved by this very commit, sent before
            raise Moved(found)
        self._clock.observe(*map(int, reply[1]))
        if reply[0] == b"late":
            raise Late
        if batch.before is not None and not batch.commits:
            return batch.before
        return Standing(batch.after, json)

    def _standing(self, code: str, reply: list[Any]) -> Standing | None:
        self._clock.observe(*map(int, reply[1]))
        if reply[0] == b"none":
            return None
        try:
            room = room_in(reply[2])
        except ValueError as error:
            log.error("no room of ours", room=code, reason=str(error)[:200])
            raise StoreUnavailable from None
        return Standing(room, reply[2][0]) if room else None

    def _arguments(self, batch: Batch, json: bytes) -> tuple[list[str], list[Any]]:
        """KEYS and ARGV of the commit, as `redis_scripts.COMMIT` lists them."""
        keys, code = self._keys, batch.after.code
        users = _users(batch)
        known = batch.before.room.members if batch.before else {}
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
            message_of(batch.commits),
            len(users.written),
            len(users.removed),
        ]
        for member in users.written:
            arguments += (member.id, encode_user(member, code))
        return names, [*arguments, *users.removed, len(known)]


def room_in(found: list[Any]) -> Room | None:
    """The room of which a script has found these parts, unless one is missing: then it was
    evicted, and is lost. Raises `ValueError` where this is no room of ours."""
    json, users, expected = found
    if len(users) != expected or None in users:
        return None
    room = decode_room(json, users)
    return room if room.is_open and room.host_id in room.members else None


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
