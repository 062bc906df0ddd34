"""The Socket.IO server: what is read of packets, and what becomes of them.

Overridden here, of python-socketio 5.18: the three methods that take what comes from Engine.IO.
The library's own call handlers by the name that the client sends (also "connect" and
"disconnect"), answer unknown events as if they had worked, forget sockets that end while they
are entering, and scan every room when one leaves.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from time import perf_counter
from typing import Any

import structlog
from socketio import AsyncServer
from socketio.packet import ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT, Packet

from entrypoints.realtime import packets
from entrypoints.realtime.door import REFUSED, Door
from entrypoints.realtime.engine import RoomEngine
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.lobby import Lobby
from entrypoints.realtime.metrics import SocketMetrics
from entrypoints.realtime.pace import Paces, Verdict
from entrypoints.realtime.packets import NAMESPACE
from entrypoints.realtime.quiet_log import QuietLog
from entrypoints.realtime.received import LARGEST, packet_of
from entrypoints.realtime.refusals import TOO_FAST, Refusal, invalid
from entrypoints.realtime.session import Phase, Session
from entrypoints.realtime.spread import spread
from entrypoints.realtime.transport import RoomTransport

log = structlog.stdlib.get_logger(__name__)

Allows = Callable[[str, str], bool]

IDLE = 10.0
"""Seconds that a connection may stay open outside a room."""


class RoomGateway(AsyncServer):  # type: ignore[misc]
    """Takes connections to the door and commands to their inboxes."""

    def __init__(
        self,
        door: Door,
        lobby: Lobby,
        paces: Paces,
        allows: Allows,
        patience: float,
        metrics: SocketMetrics,
        ping_interval: timedelta,
        ping_timeout: timedelta,
    ) -> None:
        """`allows` tells whether a page of an origin may connect, at the host it asks;
        `patience` is how many seconds a client waits for an answer."""
        quiet = QuietLog()
        super().__init__(
            async_mode="asgi",
            namespaces=[NAMESPACE],
            logger=quiet,
            engineio_logger=quiet,
            http_compression=False,
            max_http_buffer_size=LARGEST,
            ping_interval=ping_interval.total_seconds(),
            ping_timeout=ping_timeout.total_seconds(),
            cors_allowed_origins=_allowed_by(allows),
            cors_credentials=False,
        )
        self.eio.lobby = lobby
        self.eio.metrics = metrics
        self.eio.take = self._take_message
        self._door = door
        self._paces = paces
        self._patience = patience

    @property
    def is_draining(self) -> bool:
        """Whether this node lets nobody in any more."""
        return self._door.is_shut

    async def drain(self, within: float) -> None:
        """Let nobody in any more, and close every connection, spread over at most `within`
        seconds: whose turn has not come is served as ever.

        Returns when nobody is left and the store knows it, however long that takes. A stock
        client comes back by itself, elsewhere. May be called twice.
        """
        self._door.shut()
        self.eio.is_draining = True
        await spread(tuple(self.eio.sockets.values()), RoomTransport.hang_up, within)
        await self._door.emptied()

    def _engineio_server_class(self) -> type[RoomEngine]:
        return RoomEngine

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        transport: RoomTransport = self.eio.sockets[eio_sid]
        transport.hang_up_in(IDLE)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        session = self._door.session(self.eio.sockets[eio_sid])
        if session is not None:
            self._door.leave(session)

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        entering = self._take_message(self.eio.sockets[eio_sid], data)
        if entering is not None:
            await entering

    def _take_message(
        self, transport: RoomTransport, data: object
    ) -> Coroutine[Any, Any, None] | None:
        try:
            packet = packet_of(data)
        except (ValueError, RecursionError) as error:
            log.info("malformed packet", error=type(error).__name__)
            transport.hang_up()
            return None
        if packet.packet_type == CONNECT:
            return self._enter(transport, packet)
        self._receive(transport, packet)
        return None

    async def _enter(self, transport: RoomTransport, packet: Packet) -> None:
        if packet.namespace == NAMESPACE:
            await self._door.enter(transport, _token(packet.data))
        else:
            only = invalid(f"The only namespace is {NAMESPACE}.")
            self._door.refuse(transport, only, packet.namespace or "/")

    def _receive(self, transport: RoomTransport, packet: Packet) -> None:
        session = self._door.session(transport)
        if session is None or session.phase is Phase.ENTERING or packet.namespace != NAMESPACE:
            transport.hang_up()
        elif packet.packet_type in (EVENT, ACK):
            self._take_in_pace(session, packet)
        elif packet.packet_type == DISCONNECT:
            self._door.leave(session)
            transport.hang_up_in(REFUSED)
        elif packet.packet_type == BINARY_EVENT:
            _answer(transport, packet.id, invalid("Binary data is not accepted."))
            transport.hang_up()
        else:
            transport.hang_up()

    def _take_in_pace(self, session: Session, packet: Packet) -> None:
        """Refusing must be cheaper than sending: who does not heed it is hung up on."""
        now = asyncio.get_running_loop().time()
        match self._paces.judge(session.who.user_id, now):
            case Verdict.ADMITTED if packet.packet_type == EVENT:
                self._take(session, packet)
            case Verdict.ADMITTED:
                pass  # an answer: nothing here asks for one, and a stray one is no harm
            case Verdict.REFUSED:
                _answer(session.transport, packet.id, TOO_FAST)
            case Verdict.ENDED:
                log.info("flood cut off", room=session.who.room_code, user=session.who.user_id)
                session.transport.hang_up()

    def _take(self, session: Session, packet: Packet) -> None:
        match packet.data:
            case [str(name), *arguments]:
                id = f"{session.socket_id}.{next(session.numbers)}"
                due = asyncio.get_running_loop().time() + self._patience
                command = Command(id, name, arguments, packet.id, due, perf_counter())
                session.inbox.put(command)
            case _:
                reason = "An event is a list that begins with its name."
                _answer(session.transport, packet.id, invalid(reason))


def _allowed_by(allows: Allows) -> Callable[[str | None, dict[str, Any]], bool]:
    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin is not None and allows(origin, environ.get("HTTP_HOST", ""))

    return allowed


def _token(auth: object) -> str | None:
    match auth:
        case {"token": str(token)}:
            return token
    return None


def _answer(transport: RoomTransport, ack_id: int | None, refusal: Refusal) -> None:
    for packet in packets.answer(ack_id, refusal):
        transport.post(packet)
