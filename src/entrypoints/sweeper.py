"""Looking for nodes that have died, for as long as this one runs."""

import asyncio
from datetime import timedelta

import structlog

from application.errors import ServiceError
from application.sweep_nodes import SweepNodes

log = structlog.stdlib.get_logger(__name__)

LOOKS = 5
"""How often it looks in the time of a lease: a death is noticed that much later at most."""


class Sweeper:
    """Sweeps again and again. Every node does so, and nobody needs to know who else does."""

    def __init__(self, sweep: SweepNodes, lease: timedelta) -> None:
        self._sweep = sweep
        self._pause = lease.total_seconds() / LOOKS

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
        for dead in await self._sweep():
            log.warning("a node is dead", node=dead.node_id, rooms=dead.rooms, undone=dead.undone)
