"""Which rooms there are in Redis or Valkey."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from redis.asyncio import Redis

from adapters.redis_keys import RedisKeys
from adapters.redis_link import answer
from adapters.redis_room_script import room_in
from adapters.redis_scripts import LIST
from adapters.store_clock import StoreClock
from application.deadline import due_within
from application.ports import RoomDirectory
from domain.room import Room

LOOKED_AT = 1000
"""Keys that the server looks at in one step, ours or not: some tenths of a millisecond."""

READ = 50
"""Rooms that are read in one step at most, with all their users: about a millisecond."""

ENOUGH = 2000
"""Users after which a step reads no other room: rooms may have thousands."""


class RedisDirectory(RoomDirectory):
    """Walks over all keys by SCAN, in steps between which the server does other work."""

    def __init__(
        self,
        redis: Redis,
        keys: RedisKeys,
        clock: StoreClock,
        patience: float,
        together: int = READ,
    ) -> None:
        """`patience` is how many seconds an answer may take where the caller sets no limit. So
        many rooms are read `together` at most: 1, where each lies in a slot of its own."""
        self._redis = redis
        self._keys = keys
        self._clock = clock
        self._patience = patience
        self._together = together
        self._list = redis.register_script(LIST)

    async def rooms(self) -> AsyncIterator[Sequence[Room]]:
        cursor, waiting = 0, list[str]()
        while True:
            cursor, codes = await self._look_on(cursor)
            waiting += codes
            while len(waiting) >= self._together or (waiting and cursor == 0):
                found = await self._read(waiting[: self._together])
                del waiting[: len(found)]
                yield [room for room in found if room]
            if cursor == 0:
                return

    async def _look_on(self, cursor: int) -> tuple[int, list[str]]:
        """Where to go on, 0 at the end, and the codes that some keys of this stretch have."""
        pattern = self._keys.rooms()
        step = self._redis.scan(cursor, match=pattern, count=LOOKED_AT)
        keys: list[Any]
        cursor, keys = await answer(step, due_within(self._patience))
        return cursor, [code for key in keys if (code := self._keys.code_in(key))]

    async def _read(self, codes: Sequence[str]) -> list[Room | None]:
        """What some of these codes have, from the first on: a room, or what is none of ours."""
        names = [key for code in codes for key in (self._keys.room(code), self._keys.users(code))]
        script = self._list(keys=names, args=[self._keys.user_prefix(codes[0]), ENOUGH])
        time, found = await answer(script, due_within(self._patience))
        self._clock.observe(*map(int, time))
        return [_room_in(parts) for parts in found]


def _room_in(parts: list[Any] | None) -> Room | None:
    try:
        return room_in(parts) if parts is not None else None
    except ValueError:
        return None
