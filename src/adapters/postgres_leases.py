"""Leases of nodes in PostgreSQL, by the server's own clock."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import count

from adapters.postgres_lease_functions import HOLD, LAPSED, STRIKE
from adapters.postgres_link import PostgresLink
from adapters.store_clock import StoreClock
from application.deadline import due_within
from application.errors import StoreUnavailable
from application.ports import Leases
from domain.moment import from_milliseconds


class PostgresLeases(Leases):
    """Each method is one statement and one round trip. What is kept of a node is swept away
    `longest_room` after its last lease, when no room is left that it was in."""

    def __init__(
        self,
        link: PostgresLink,
        clock: StoreClock,
        period: timedelta,
        longest_room: timedelta,
        patience: float = 5.0,
    ) -> None:
        """`longest_room` is the longest time for which a room outlives its last change;
        `patience` is how many seconds an answer may take where the caller sets no limit.
        Raises `ValueError` for a period under a millisecond."""
        if period < timedelta(milliseconds=1):
            raise ValueError(f"no lease: it lasts for {period}")
        self._link = link
        self._clock = clock
        self._period = period
        self._keep = longest_room + period
        self._patience = patience
        self._turns = count(1)

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        return await self._held(node_id, is_new=True, entered=rooms, left=())

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        return await self._held(node_id, is_new=False, entered=entered, left=left)

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        due = due_within(self._patience)
        await self._link.know_the_time(self._clock, due)
        not_after = from_milliseconds(self._clock.not_after(due))
        first, *dead = (await self._link.ask(due, LAPSED, self._keep, not_after)).rows
        self._clock.observe_moment(first["now"])
        if not first["is_done"]:
            raise StoreUnavailable
        return {row["node"]: frozenset(row["codes"]) for row in dead}

    async def strike(self, node_id: str, code: str) -> None:
        await self._link.ask(due_within(self._patience), STRIKE, node_id, code)

    async def _held(
        self, node_id: str, *, is_new: bool, entered: Collection[str], left: Collection[str]
    ) -> bool:
        arguments = [node_id, next(self._turns), is_new, self._period, self._keep]
        due = due_within(self._patience)
        answer = await self._link.ask(due, HOLD, *arguments, [*entered], [*left])
        (row,) = answer.rows
        self._clock.observe_moment(row["now"])
        return bool(row["is_held"])
