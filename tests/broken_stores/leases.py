"""Stores of leases that break one promise each."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

from adapters.memory_leases import MemoryLeases


class KnowsAGhost(MemoryLeases):
    """Tells of a dead node that never was."""

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        return {"ghost": frozenset({"A"}), **await super().lapsed()}


class DeclaresEverybody(MemoryLeases):
    """Takes for dead whoever holds a lease."""

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        self._ends = dict.fromkeys(self._ends, self._clock.now())
        return await super().lapsed()


class DeclaresNobody(MemoryLeases):
    async def lapsed(self) -> Mapping[str, Collection[str]]:
        return {}


class TellsOnce(MemoryLeases):
    """Tells of a dead node to the one who declares it, and to nobody else."""

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        known = set(self._dead)
        told = await super().lapsed()
        return {node_id: rooms for node_id, rooms in told.items() if node_id not in known}


class IndexesOnly(MemoryLeases):
    """A renewal with rooms is none."""

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        end = self._ends.get(node_id)
        renewed = await super().renew(node_id, entered, left)
        if end is not None and (entered or left):
            self._ends[node_id] = end
        return renewed


class TakesOutWhatComesTwice(MemoryLeases):
    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        again = self._rooms.get(node_id, set()) & set(entered)
        return await super().renew(node_id, entered, {*left, *again})


class IsStrict(MemoryLeases):
    """A lease that has ended can't be renewed, though nobody has noticed."""

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        end = self._ends.get(node_id)
        if end is not None and end <= self._clock.now():
            return False
        return await super().renew(node_id, entered, left)


class RaisesTheDead(MemoryLeases):
    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        if node_id in self._dead:
            self._dead.discard(node_id)
            self._ends[node_id] = self._clock.now() + self._period
        return await super().renew(node_id, entered, left)


class AdoptsStrangers(MemoryLeases):
    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        if node_id not in self._rooms:
            await self.acquire(node_id, ())
        return await super().renew(node_id, entered, left)


class AddsToAnAcquisition(MemoryLeases):
    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        return await super().acquire(node_id, {*rooms, *self._rooms.get(node_id, ())})


class ForgetsNobody(MemoryLeases):
    def _forget_if_done(self, node_id: str) -> None:
        return


class StrikesEverywhere(MemoryLeases):
    """Strikes the room out of the indexes of all, whoever is named."""

    async def strike(self, node_id: str, code: str) -> None:
        for rooms in self._rooms.values():
            rooms.discard(code)


class HoldsAThousandRooms(MemoryLeases):
    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        return await super().acquire(node_id, sorted(rooms)[:1000])


class LooksBeforeItRenews(MemoryLeases):
    """Has a look whether the node is alive, and renews a moment later."""

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        known = node_id in self._ends
        await asyncio.sleep(0)
        if known and node_id in self._dead:
            self._ends[node_id] = self._clock.now() + timedelta(seconds=1)
        return known
