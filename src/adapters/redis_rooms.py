"""Rooms in Redis or Valkey: the authority that all nodes share.

Keys and JSON are those of the seed document, section "Redis Data Structures".
"""

import asyncio

from redis.asyncio import Redis

from adapters.redis_clock import RedisClock
from adapters.redis_keys import RedisKeys
from adapters.redis_link import store_errors
from adapters.redis_room_script import Batch, Late, Moved, RedisRoomScript
from adapters.redis_room_writer import RedisRoomWriter
from application.commit import Commit, Committed
from application.deadline import answer_due
from application.errors import RoomCodeTaken, StoreUnavailable
from application.ports import Change, Health, Ids, RoomRepository
from domain.errors import RoomNotFound
from domain.events import Events
from domain.room import Room


class RedisRooms(RoomRepository, Health):
    """A change is two round trips at most, a load and a commit, when nobody interferes."""

    def __init__(
        self, redis: Redis, keys: RedisKeys, clock: RedisClock, ids: Ids, patience: float
    ) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit."""
        self._redis = redis
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._script = RedisRoomScript(redis, keys, clock)
        self._writers: dict[str, RedisRoomWriter] = {}

    async def check(self) -> None:
        try:
            async with asyncio.timeout_at(self._due()):
                with store_errors():
                    self._clock.observe(*await self._redis.time())
        except TimeoutError:
            raise StoreUnavailable from None

    async def add(self, room: Room, events: Events) -> None:
        if not self._clock.is_set:
            await self.check()
        due = self._due()
        commit = Commit.of(None, room, events)
        try:
            async with asyncio.timeout_at(due):
                await self._script.commit(Batch(None, room, [commit], self._clock.at(due)))
        except Moved:
            raise RoomCodeTaken from None
        except (Late, TimeoutError):
            raise StoreUnavailable from None

    async def get(self, code: str) -> Room:
        try:
            async with asyncio.timeout_at(self._due()):
                standing = await self._script.read(code)
        except TimeoutError:
            raise StoreUnavailable from None
        if standing is None:
            raise RoomNotFound
        return standing.room

    async def update(self, code: str, change: Change) -> Committed:
        due = self._due()
        outcome = self._writer(code).submit(change, due)
        try:
            async with asyncio.timeout_at(due):
                return await outcome
        except TimeoutError:
            raise StoreUnavailable from None

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

    def _due(self) -> float:
        patience = asyncio.get_running_loop().time() + self._patience
        wanted = answer_due()
        return patience if wanted is None else min(wanted, patience)
