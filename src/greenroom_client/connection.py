"""A connection to a room that is made anew whenever it is lost."""

import asyncio
from typing import Any, NamedTuple

import msgspec

from greenroom_client.endings import EndReason
from greenroom_client.errors import Code, ConnectionFailed, NotConnected, Refused, RoomEnded
from greenroom_client.knowledge import Knowledge
from greenroom_client.link import Link, OpenSession, Transport
from greenroom_client.pauses import pauses
from greenroom_client.timeouts import Timeouts
from greenroom_client.wire import Handshake


class Way(NamedTuple):
    """How to reach the server's sockets, and how long to wait there."""

    url: str
    path: str
    transport: Transport
    open_session: OpenSession
    timeouts: Timeouts


class Connection:
    """Use: `start`, and whatever happens then, `stop`.

    What it hears is `known`, which also says when to give it up.
    """

    def __init__(self, way: Way, known: Knowledge) -> None:
        self._way = way
        self._known = known
        self._link: Link | None = None
        self._upkeep: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        return self._link is not None and self._link.is_open

    async def start(self) -> None:
        """Connect, and keep connected. Raises `Refused`, `ConnectionFailed`, `NotUnderstood` or
        `RoomEnded`; then there is nothing to stop."""
        try:
            await self._connect()
        except ConnectionFailed:
            self._fail_if_it_is_over()
            raise
        self._upkeep = asyncio.create_task(self._keep_up())

    async def call(self, event: str, *payload: object) -> Any:
        """Send a command, and return its acknowledgement. Raises `NotConnected` or
        `AnswerLost`."""
        if self._link is None:
            raise NotConnected(f"{event}: there is no connection at the moment.")
        return await self._link.call(event, *payload)

    async def stop(self) -> None:
        """End it. Returns when nothing is left of it."""
        try:
            if self._upkeep is not None:
                self._upkeep.cancel()
                await asyncio.wait([self._upkeep])
        finally:
            await self._drop()

    async def _keep_up(self) -> None:
        try:
            while self._link is not None:
                await self._link.until(self._known.over)
                await self._drop()
                self._known.lost()
                if self._known.ended is None:
                    await self._connect_again()
        except TimeoutError:
            self._known.end(EndReason.CONNECTION_LOST, "The server was away for too long.")
        except Refused as refusal:
            self._known.shut_out(refusal)
        except Exception as error:
            self._known.end(EndReason.FAILED, str(error), error)

    async def _drop(self) -> None:
        """Returns when nothing is left of the link, also to one who is cancelled meanwhile."""
        link, self._link = self._link, None
        if link is None:
            return
        closing = asyncio.create_task(link.close())
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await closing
            raise

    async def _connect_again(self) -> None:
        """Connect, unless the room ends. Raises `TimeoutError`, and `Refused` for one who is not
        to come back."""
        async with asyncio.timeout(self._way.timeouts.away):
            for pause in pauses():
                await asyncio.sleep(pause)
                if await self._is_settled_by_a_try():
                    return

    async def _is_settled_by_a_try(self) -> bool:
        try:
            await self._connect()
        except ConnectionFailed:
            self._known.lost()
            return self._known.ended is not None
        except Refused as refusal:
            if refusal.code != Code.RATE_LIMITED:
                raise
            await asyncio.sleep(refusal.retry_after or 0.0)
            return False
        return True

    async def _connect(self) -> None:
        """Make a connection that brings the state of the room."""
        way, known = self._way, self._known
        self._link = link = Link(known.hear, way.transport, way.open_session)
        try:
            async with asyncio.timeout(way.timeouts.connect):
                handshake = msgspec.to_builtins(Handshake(known.seat.token))
                await link.open(way.url, handshake, way.path)
                await link.until(known.settled)
            if not known.settled.is_set() or known.ended is not None:
                raise ConnectionFailed(f"{way.url} ended the connection before there was a room.")
        except BaseException as error:
            await self._drop()
            if isinstance(error, TimeoutError):
                seconds = way.timeouts.connect
                raise ConnectionFailed(f"{way.url} let nobody in within {seconds:g} s.") from None
            raise

    def _fail_if_it_is_over(self) -> None:
        if self._known.error is not None:
            raise self._known.error from None
        if self._known.ended is not None:
            raise RoomEnded(self._known.ended) from None
