"""Looking for nodes that have died, for as long as this one runs."""

import asyncio
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Counter

from application.errors import ServiceError
from application.sweep_nodes import SweepNodes

log = structlog.stdlib.get_logger(__name__)

LOOKS = 5
"""How often it looks in the time of a lease: a death is noticed that much later at most."""


class Sweeper:
    """Sweeps again and again. Every node does so, and nobody needs to know who else does.

    Tells the registry how many dead nodes it has found, each once: one whose rooms could not be
    told is found again and again.
    """

    def __init__(self, sweep: SweepNodes, lease: timedelta, registry: CollectorRegistry) -> None:
        self._sweep = sweep
        self._pause = lease.total_seconds() / LOOKS
        self._known: set[str] = set()
        self._deaths = Counter(
            "greenroom_nodes_declared_dead_total",
            "Nodes found dead with rooms to tell. Several nodes may find the same one.",
            registry=registry,
        )

    async def run(self) -> None:
        """Never ends by itself."""
        while True:
            await asyncio.sleep(self._pause)
            try:
                await self._look()
            except ServiceError:
                continue  # the contact is broken; it begins anew
            except Exception:
                log.exception("sweeping failed")

    async def _look(self) -> None:
        found = await self._sweep()
        for dead in found:
            log.warning("a node is dead", node=dead.node_id, rooms=dead.rooms, undone=dead.undone)
        self._deaths.inc(len({dead.node_id for dead in found} - self._known))
        if found:  # a look that was not allowed yet finds nobody
            self._known = {dead.node_id for dead in found}
