"""Leases of nodes in Redis or Valkey, by the server's own clock."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from adapters.redis_lease_scripts import HOLD, LAPSED, STRIKE
from adapters.redis_link import answer, fresh
from adapters.store_clock import StoreClock
from application.deadline import due_within
from application.errors import StoreUnavailable
from application.ports import Leases

_MILLISECOND = timedelta(milliseconds=1)


class RedisLeases(Leases):
    """Each method is one script and one round trip. No key is without a deadline: it is
    `longest_room` after the last lease at least, when no room is left that a node was in."""

    def __init__(
        self,
        redis: Redis,
        clock: StoreClock,
        period: timedelta,
        longest_room: timedelta,
        patience: float = 5.0,
        prefix: str = "nodes",
        turns: Iterator[int] | None = None,
    ) -> None:
        """`longest_room` is the longest time for which a room outlives its last change;
        `patience` is how many seconds an answer may take where the caller sets no limit. All
        keys begin with `prefix`. `turns` number the calls, where other leases of this node are
        numbered by them too. Raises `ValueError` for a period under a millisecond."""
        if period < _MILLISECOND:
            raise ValueError(f"no lease: it lasts for {period}")
        self._redis = redis
        self._clock = clock
        self._period = period // _MILLISECOND
        self._keep = (longest_room + period) // _MILLISECOND
        self._patience = patience
        self._prefix = prefix
        self._turns = count(1) if turns is None else turns
        self._hold = redis.register_script(HOLD)
        self._lapsed = redis.register_script(LAPSED)
        self._strike = redis.register_script(STRIKE)

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        return await self._held(node_id, is_new=True, entered=rooms, left=())

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        return await self._held(node_id, is_new=False, entered=entered, left=left)

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        due = due_within(self._patience)
        await fresh(self._clock, self._redis, due)
        arguments = [f"{self._prefix}:", self._keep, self._clock.not_after(due)]
        is_done, told = await self._run(self._lapsed, self._common(), arguments, due)
        if not is_done:
            raise StoreUnavailable
        return {
            node.decode(): frozenset(code.decode() for code in codes) for node, codes in told[0]
        }

    async def strike(self, node_id: str, code: str) -> None:
        keys = [self._dead, self._rooms(node_id)]
        await answer(self._strike(keys=keys, args=[node_id, code]), due_within(self._patience))

    async def _held(
        self, node_id: str, *, is_new: bool, entered: Collection[str], left: Collection[str]
    ) -> bool:
        keys = [*self._common(), self._rooms(node_id)]
        arguments = [node_id, next(self._turns), int(is_new), self._period, self._keep]
        arguments += [len(entered), *entered, *left]
        is_held, _ = await self._run(self._hold, keys, arguments, due_within(self._patience))
        return is_held

    async def _run(
        self, script: AsyncScript, keys: list[str], arguments: list[Any], due: float
    ) -> tuple[bool, list[Any]]:
        """Whether the script did it, and what else it says."""
        done, time, *rest = await answer(script(keys=keys, args=arguments), due)
        self._clock.observe(*map(int, time))
        return bool(done), rest

    def _common(self) -> list[str]:
        return [self._prefix, self._dead, f"{self._prefix}:turns"]

    @property
    def _dead(self) -> str:
        return f"{self._prefix}:dead"

    def _rooms(self, node_id: str) -> str:
        return f"{self._prefix}:{node_id}:rooms"
