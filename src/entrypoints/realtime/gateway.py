"""The Socket.IO server: who may enter, what is read, how a connection ends.

Overridden here, of python-socketio 5.18: the five methods that take what comes from Engine.IO.
The library's own call handlers by the name that the client sends (also "connect" and
"disconnect"), answer unknown events as if they had worked, forget sockets that end while they
are entering, and scan every room when one leaves. Packets, polling and upgrades stay its own.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from socketio import AsyncServer
from socketio.packet import ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT, Packet

from application.connect_member import ConnectMember
from application.deadline import answer_by
from application.errors import InvalidToken
from application.ports import Identity, Ids
from domain.errors import RoomError
from domain.room import Room
from entrypoints.realtime import packets
from entrypoints.realtime.commands import Commands
from entrypoints.realtime.departures import Departures
from entrypoints.realtime.hosted_room import HostedRoom
from entrypoints.realtime.inbox import Command, Inbox
from entrypoints.realtime.packets import NAMESPACE
from entrypoints.realtime.quiet_log import QuietLog
from entrypoints.realtime.refusals import Refusal, invalid, refusal_of
from entrypoints.realtime.relay import Relay
from entrypoints.realtime.session import Phase, Session
from entrypoints.realtime.transport import RoomEngine, RoomTransport

log = structlog.stdlib.get_logger(__name__)

Allows = Callable[[str, str], bool]

LARGEST = 16 * 1024
"""Bytes of one message from a client, and of one body of a polling client."""

IDLE = 10.0
"""Seconds that a connection may stay open outside a room."""

REFUSED = 1.0
"""Seconds that a refused client has to hang up by itself."""


class RoomGateway(AsyncServer):  # type: ignore[misc]
    """Takes connections into rooms and commands to their inboxes."""

    def __init__(
        self,
        connect: ConnectMember,
        commands: Commands,
        departures: Departures,
        relay: Relay,
        ids: Ids,
        allows: Allows,
        patience: float,
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
        self._connect = connect
        self._commands = commands
        self._departures = departures
        self._relay = relay
        self._ids = ids
        self._patience = patience
        self._sessions: dict[str, Session] = {}

    async def drain(self) -> None:
        """Mark every member that is here as away, and close every connection.

        Returns when the store knows. A stock client comes back by itself, elsewhere.
        """
        for session in tuple(self._sessions.values()):
            self._end(session)
        for transport in tuple(self.eio.sockets.values()):
            transport.hang_up()
        await self._departures.finish()
        if self.eio.service_task_handle is not None:  # the library can't stop it twice
            await self.shutdown()

    def _engineio_server_class(self) -> type[RoomEngine]:
        return RoomEngine

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        self.eio.sockets[eio_sid].hang_up_in(IDLE)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        session = self._sessions.get(eio_sid)
        if session is not None:
            self._end(session)

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        transport: RoomTransport = self.eio.sockets[eio_sid]
        try:
            packet = _packet(data)
        except (ValueError, RecursionError) as error:
            log.info("malformed packet", error=type(error).__name__)
            transport.hang_up()
            return
        if packet.packet_type == CONNECT:
            await self._enter(transport, packet)
        else:
            self._receive(transport, packet)

    async def _enter(self, transport: RoomTransport, packet: Packet) -> None:
        if packet.namespace != NAMESPACE:
            only = invalid(f"The only namespace is {NAMESPACE}.")
            _refuse(transport, only, packet.namespace or "/")
            return
        if transport.sid in self._sessions:
            transport.hang_up()
            return
        try:
            who = self._connect.identify(_token(packet.data))
        except InvalidToken as error:
            _refuse(transport, refusal_of(error))
            return
        session = self._session(transport, who)
        with structlog.contextvars.bound_contextvars(
            correlation=session.socket_id, room=who.room_code, user=who.user_id
        ):
            await self._admit(session)

    def _session(self, transport: RoomTransport, who: Identity) -> Session:
        inbox = Inbox(lambda command: self._commands.perform(who, command), transport.post)
        session = Session(transport, self._ids.new(), who, inbox)
        self._sessions[transport.sid] = session
        return session

    async def _admit(self, session: Session) -> None:
        """Connect the member, or undo what may have been committed of it."""
        try:
            hosted, room = await self._connected(session)
        except RoomError as error:
            self._forget(session)
            _refuse(session.transport, refusal_of(error))
        except BaseException as error:
            self._undo(session)
            if not isinstance(error, Exception):
                raise
            log.warning("connecting failed", code=refusal_of(error).code)
        else:
            if session.phase is Phase.GONE:
                self._undo(session)
                return
            hosted.welcome(session, room)
            log.info("connected", version=room.version)

    async def _connected(self, session: Session) -> tuple[HostedRoom, Room]:
        due = self._due()
        with answer_by(due):
            async with asyncio.timeout_at(due):
                hosted = await self._relay.host(session)
                return hosted, await self._connect(session.who, session.socket_id)

    def _undo(self, session: Session) -> None:
        """A fault: a stock client that loses its transport comes back by itself."""
        self._forget(session)
        self._departures.add(session.who, session.socket_id)
        session.transport.hang_up()

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.transport.sid, None)
        self._relay.drop(session)

    def _end(self, session: Session) -> None:
        """The connection is gone. One that is still entering is dealt with when it is in."""
        phase = session.phase
        session.lost()
        if phase is Phase.ENTERING:
            return
        self._forget(session)
        if phase is Phase.INSIDE:
            self._departures.add(session.who, session.socket_id, after=session.inbox.idle())
            log.info("disconnected", room=session.who.room_code, user=session.who.user_id)

    def _receive(self, transport: RoomTransport, packet: Packet) -> None:
        session = self._sessions.get(transport.sid)
        if session is None or session.phase is Phase.ENTERING or packet.namespace != NAMESPACE:
            transport.hang_up()
        elif packet.packet_type == EVENT:
            self._take(session, packet)
        elif packet.packet_type == DISCONNECT:
            self._end(session)
            transport.hang_up_in(REFUSED)
        elif packet.packet_type == BINARY_EVENT:
            _answer(transport, packet.id, invalid("Binary data is not accepted."))
            transport.hang_up()
        elif packet.packet_type != ACK:  # nothing here asks for one; a stray one is no harm
            transport.hang_up()

    def _take(self, session: Session, packet: Packet) -> None:
        match packet.data:
            case [str(name), *arguments]:
                id = f"{session.socket_id}.{next(session.numbers)}"
                session.inbox.put(Command(id, name, arguments, packet.id, self._due()))
            case _:
                reason = "An event is a list that begins with its name."
                _answer(session.transport, packet.id, invalid(reason))

    def _due(self) -> float:
        return asyncio.get_running_loop().time() + self._patience


def _allowed_by(allows: Allows) -> Callable[[str | None, dict[str, Any]], bool]:
    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin is not None and allows(origin, environ.get("HTTP_HOST", ""))

    return allowed


def _packet(data: object) -> Packet:
    """Read a packet. Raises `ValueError` or `RecursionError` for what is none."""
    if not isinstance(data, str):
        raise ValueError("not a Socket.IO packet")
    return Packet(encoded_packet=data)


def _token(auth: object) -> str:
    match auth:
        case {"token": str(token)}:
            return token
    raise InvalidToken("The handshake's auth must have a token.")


def _answer(transport: RoomTransport, ack_id: int | None, refusal: Refusal) -> None:
    for packet in packets.answer(ack_id, refusal):
        transport.post(packet)


def _refuse(transport: RoomTransport, refusal: Refusal, namespace: str = NAMESPACE) -> None:
    transport.post(packets.connect_error(refusal, namespace))
    transport.hang_up_in(REFUSED)
