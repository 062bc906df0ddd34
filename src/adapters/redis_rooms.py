"""Rooms in Redis or Valkey: the authority that all nodes share.

Keys and JSON are those of the seed document, section "Redis Data Structures".
"""

import asyncio
from collections.abc import Mapping, Sequence

from redis.asyncio import Redis

from adapters.redis_clock import RedisClock
from adapters.redis_feed_codec import encode_commit
from adapters.redis_keys import RedisKeys
from adapters.redis_link import due_within, fresh
from adapters.redis_room_script import Batch, Late, Moved, RedisRoomScript
from adapters.redis_room_writer import RedisRoomWriter
from application.commit import Commit, Committed
from application.errors import RoomCodeTaken, StoreUnavailable
from application.ports import Change, Ids, RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class RedisRooms(RoomRepository):
    """A change is two round trips at most, a load and a commit, when nobody interferes."""

    def __init__(
        self, redis: Redis, keys: RedisKeys, clock: RedisClock, ids: Ids, patience: float
    ) -> None:
        """`redis` comes from `redis_link`, which tells of repetitions. `patience` is how many
        seconds an answer may take where the caller sets no limit."""
        self._redis = redis
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._script = RedisRoomScript(redis, keys, clock)
        self._writers: dict[str, RedisRoomWriter] = {}

    async def add(self, room: Room, events: Events) -> None:
        due = due_within(self._patience)
        await fresh(self._clock, self._redis, due)
        commit = encode_commit(Commit.of(None, room, events))
        batch = Batch(None, room, [commit], self._clock.not_after(due))
        try:
            await self._script.commit(batch, due)
        except Moved:
            raise RoomCodeTaken from None
        except Late:
            raise StoreUnavailable from None

    async def get(self, code: str) -> Room:
        standing = await self._script.read(code, due_within(self._patience))
        if standing is None:
            raise RoomNotFound
        return standing.room

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        return await self._script.revisions(codes, due_within(self._patience))

    async def update(self, code: str, change: Change) -> Committed:
        due = due_within(self._patience)
        waiting = self._writer(code).submit(change, due)
        try:
            async with asyncio.timeout_at(due):
                outcome = await waiting
        except TimeoutError:
            raise StoreUnavailable from None
        try:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome
        finally:
            del outcome  # or the error and this frame would hold each other

    def _writer(self, code: str) -> RedisRoomWriter:
        writer = self._writers.get(code)
        if writer is None:
            writer = RedisRoomWriter(
                code, self._script, self._clock, self._ids, on_idle=self._discard
            )
            self._writers[code] = writer
        return writer

    def _discard(self, code: str) -> None:
        del self._writers[code]
