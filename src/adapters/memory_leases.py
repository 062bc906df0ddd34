"""Leases in this process's memory: for one node, which can't outlive itself."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from application.ports import Clock, Leases


class MemoryLeases(Leases):
    """Nothing here awaits, so every method is one atomic step of the event loop by itself."""

    def __init__(self, period: timedelta, clock: Clock) -> None:
        """Raises `ValueError` for a period under a millisecond."""
        if period < timedelta(milliseconds=1):
            raise ValueError(f"no lease: it lasts for {period}")
        self._period = period
        self._clock = clock
        self._ends: dict[str, datetime] = {}
        self._rooms: dict[str, set[str]] = {}
        self._dead: set[str] = set()

    def __len__(self) -> int:
        """How many nodes are remembered, alive or dead."""
        return len(self._rooms)

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        if node_id in self._dead:
            return False
        self._ends[node_id] = self._clock.now() + self._period
        self._rooms[node_id] = set(rooms)
        return True

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        if node_id not in self._ends:
            return False
        self._ends[node_id] = self._clock.now() + self._period
        self._rooms[node_id].update(entered)
        self._rooms[node_id].difference_update(left)
        return True

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        now = self._clock.now()
        for node_id in [node_id for node_id, end in self._ends.items() if end <= now]:
            del self._ends[node_id]
            self._dead.add(node_id)
        for node_id in tuple(self._dead):
            self._forget_if_done(node_id)
        return {node_id: frozenset(self._rooms[node_id]) for node_id in self._dead}

    async def strike(self, node_id: str, code: str) -> None:
        if node_id in self._dead:
            self._rooms[node_id].discard(code)
            self._forget_if_done(node_id)

    def _forget_if_done(self, node_id: str) -> None:
        if not self._rooms[node_id]:
            del self._rooms[node_id]
            self._dead.discard(node_id)
