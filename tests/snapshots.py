"""A room's keys as they were at one moment, put back by hand: a failover that lost writes."""

from types import TracebackType
from typing import Any, Self

from redis.asyncio import Redis


class Snapshot:
    """Taken when its block begins."""

    def __init__(self, url: str, code: str) -> None:
        self._redis: Redis = Redis.from_url(url)
        self._code = code
        self._kept: dict[bytes, Any] = {}

    async def __aenter__(self) -> Self:
        for key in await self._keys():
            deadline = await self._redis.pexpiretime(key)
            self._kept[key] = deadline, await self._redis.dump(key)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._redis.aclose()

    async def restore(self) -> None:
        """The room is as it was, without a word to anybody."""
        async with self._redis.pipeline(transaction=True) as all_at_once:
            all_at_once.delete(*await self._keys())
            for key, (deadline, value) in self._kept.items():
                all_at_once.restore(key, deadline, value, absttl=True)
            await all_at_once.execute()

    async def _keys(self) -> list[bytes]:
        room = f"room:{self._code}"
        users = [b"user:" + id for id in await self._redis.smembers(f"{room}:users")]
        return [room.encode(), f"{room}:users".encode(), *users]
