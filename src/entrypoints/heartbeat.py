"""Holding the node's lease for as long as it runs."""

import asyncio
from datetime import timedelta

import structlog

from application.errors import ServiceError
from application.ports import Backoff
from application.residence import Residence

log = structlog.stdlib.get_logger(__name__)


class Heartbeat:
    """Renews the lease again and again; sooner while the store does not answer."""

    def __init__(self, residence: Residence, backoff: Backoff, refresh: timedelta) -> None:
        self._residence = residence
        self._backoff = backoff
        self._refresh = refresh.total_seconds()

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
