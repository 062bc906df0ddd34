"""Holding the node's lease for as long as it runs."""

import asyncio
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from application.errors import ServiceError
from application.ports import Backoff
from application.residence import Residence

log = structlog.stdlib.get_logger(__name__)


class Heartbeat:
    """Renews the lease again and again; sooner while the store does not answer. Tells the
    registry whether there is one, on the event loop, and how many were lost."""

    def __init__(
        self,
        residence: Residence,
        backoff: Backoff,
        refresh: timedelta,
        registry: CollectorRegistry,
    ) -> None:
        self._residence = residence
        self._backoff = backoff
        self._refresh = refresh.total_seconds()
        held = Gauge(
            "greenroom_lease_held",
            "Whether this node's lease is in force: 1, or 0 (before the first, and when the store "
            "did not hear of the node for too long).",
            registry=registry,
        )
        held.set_function(lambda: residence.holds_lease)
        lost = Counter(
            "greenroom_leases_lost_total",
            "How often others took this node for dead, or the store forgot it.",
            registry=registry,
        )
        residence.when_lost(lost.inc)

    async def run(self) -> None:
        """Never ends by itself."""
        while True:
            attempt = 0
            while not await self._is_renewed():
                await asyncio.sleep(min(self._backoff.pause(attempt), self._refresh))
                attempt += 1
            await asyncio.sleep(self._refresh)

    async def _is_renewed(self) -> bool:
        try:
            await self._residence.renew()
        except ServiceError:
            return False
        except Exception:
            log.exception("renewing the lease failed")
            return False
        return True
