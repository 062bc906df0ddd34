"""Sockets that are gone, until the store knows."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from application.background import background
from application.deadline import answer_by
from application.disconnect_member import DisconnectMember
from application.errors import ServiceError
from application.ports import Backoff, Identity

log = structlog.stdlib.get_logger(__name__)


class Departures:
    """Commits disconnections, and tries again for as long as the store does not answer."""

    def __init__(self, disconnect: DisconnectMember, backoff: Backoff, patience: float) -> None:
        self._disconnect = disconnect
        self._backoff = backoff
        self._patience = patience
        self._under_way: set[asyncio.Task[None]] = set()

    def add(
        self,
        who: Identity,
        socket_id: str,
        after: Coroutine[Any, Any, None] | None = None,
    ) -> None:
        """See to it that the store hears that this socket is gone, once `after` is over."""
        task = background(self._depart(who, socket_id, after))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Returns when every departure so far is committed."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _depart(
        self, who: Identity, socket_id: str, after: Coroutine[Any, Any, None] | None
    ) -> None:
        if after is not None:
            await after
        attempt = 0
        while not await self._is_committed(who, socket_id):
            await asyncio.sleep(self._backoff.pause(attempt))
            attempt += 1

    async def _is_committed(self, who: Identity, socket_id: str) -> bool:
        try:
            with answer_by(asyncio.get_running_loop().time() + self._patience):
                await self._disconnect(who, socket_id)
        except ServiceError:
            return False
        except Exception:
            log.exception("disconnection failed", room=who.room_code, user=who.user_id)
        return True
