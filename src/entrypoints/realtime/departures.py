"""Sockets that are gone, until the store knows."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import structlog

from application.background import background
from application.deadline import answer_by
from application.disconnect_member import DisconnectMember
from application.errors import ServiceError
from application.ports import Backoff, Identity
from application.residence import Residence

log = structlog.stdlib.get_logger(__name__)

AT_ONCE = 4
"""Overdue departures that are tried at once: thousands may wait for a store that is away, and
it is not to be stormed, nor the log filled."""


class Departures:
    """Commits disconnections, and tries again for as long as the store does not answer.

    Only after that has the node left the room: if it dies before, others find it there.
    """

    def __init__(
        self,
        disconnect: DisconnectMember,
        residence: Residence,
        backoff: Backoff,
        patience: float,
    ) -> None:
        self._disconnect = disconnect
        self._residence = residence
        self._backoff = backoff
        self._patience = patience
        self._under_way: set[asyncio.Task[None]] = set()
        self._overdue: dict[Identity, set[asyncio.Event]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    def add(
        self,
        who: Identity,
        socket_id: str,
        after: Coroutine[Any, Any, None] | None = None,
    ) -> None:
        """See to it that the store hears that this socket is gone, once `after` is over. Then
        the node leaves the room that it has entered for this socket."""
        task = background(self._depart(who, socket_id, after))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def settled(self, who: Identity) -> None:
        """Returns when nothing is overdue that the store has to hear of this user.

        Who comes back again and again while the store does not answer would otherwise leave
        one more departure each time.
        """
        for heard in tuple(self._overdue.get(who, ())):
            await heard.wait()

    async def finish(self) -> None:
        """Returns when every departure so far is committed."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _depart(
        self, who: Identity, socket_id: str, after: Coroutine[Any, Any, None] | None
    ) -> None:
        if after is not None:
            await after
        if not await self._is_committed(who, socket_id):
            with self._is_overdue(who):
                await self._insist(who, socket_id)

    async def _insist(self, who: Identity, socket_id: str) -> None:
        for attempt in count():
            await asyncio.sleep(self._backoff.pause(attempt))
            async with self._turns:
                if await self._is_committed(who, socket_id):
                    return

    @contextmanager
    def _is_overdue(self, who: Identity) -> Iterator[None]:
        heard = asyncio.Event()
        overdue = self._overdue.setdefault(who, set())
        overdue.add(heard)
        try:
            yield
        finally:
            heard.set()
            overdue.discard(heard)
            if not overdue:
                del self._overdue[who]

    async def _is_committed(self, who: Identity, socket_id: str) -> bool:
        try:
            with answer_by(asyncio.get_running_loop().time() + self._patience):
                await self._disconnect(who, socket_id)
        except ServiceError:
            return False
        except Exception:
            log.exception("disconnection failed", room=who.room_code, user=who.user_id)
        else:
            self._residence.leave(who.room_code)
        return True
