"""Leases that a test steps: every question waits for it, and is remembered."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from adapters.memory_leases import MemoryLeases
from application.ports import Clock, Leases
from tests.stepped_store import Gate

LEASE = timedelta(seconds=15)
REFRESH = timedelta(seconds=5)


class SteppedLeases(Leases):
    """The memory leases behind gates. `asking` stands before every step, `answering` after."""

    def __init__(self, clock: Clock) -> None:
        self.memory = MemoryLeases(LEASE, clock)
        self.asking, self.answering = Gate(), Gate()
        self.asked: list[tuple[str, ...]] = []

    async def acquire(self, node_id: str, rooms: Collection[str]) -> bool:
        self.asked.append(("acquire", node_id, *sorted(rooms)))
        await self.asking.pass_through()
        held = await self.memory.acquire(node_id, rooms)
        await self.answering.pass_through()
        return held

    async def renew(
        self, node_id: str, entered: Collection[str] = (), left: Collection[str] = ()
    ) -> bool:
        changes = [f"+{code}" for code in sorted(entered)] + [f"-{code}" for code in sorted(left)]
        self.asked.append(("renew", node_id, *changes))
        await self.asking.pass_through()
        held = await self.memory.renew(node_id, entered, left)
        await self.answering.pass_through()
        return held

    async def lapsed(self) -> Mapping[str, Collection[str]]:
        self.asked.append(("lapsed",))
        await self.asking.pass_through()
        return await self.memory.lapsed()

    async def strike(self, node_id: str, code: str) -> None:
        self.asked.append(("strike", node_id, code))
        await self.asking.pass_through()
        await self.memory.strike(node_id, code)
