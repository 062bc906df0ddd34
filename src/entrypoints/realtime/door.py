"""Who enters and who goes (DESIGN, "A socket enters" and "A socket ends")."""

import asyncio

import structlog

from application.connect_member import ConnectMember
from application.deadline import answer_by
from application.errors import InvalidToken, RateLimited
from application.ports import Budget, Identity, Ids, Lifetime, RateLimits, SpanKind, Tracer
from application.renew_token import RenewToken
from application.residence import Residence
from domain.errors import RoomError
from domain.room import Room
from entrypoints.realtime import packets
from entrypoints.realtime.commands import Commands
from entrypoints.realtime.departures import Departures
from entrypoints.realtime.hosted_room import HostedRoom
from entrypoints.realtime.inbox import Inbox
from entrypoints.realtime.metrics import SocketMetrics
from entrypoints.realtime.packets import NAMESPACE
from entrypoints.realtime.reclaims import Reclaims
from entrypoints.realtime.refusals import Refusal, refusal_of
from entrypoints.realtime.relay import Relay
from entrypoints.realtime.renewal import Renewal
from entrypoints.realtime.session import Phase, Session
from entrypoints.realtime.spans import ROOM, USER, end_of
from entrypoints.realtime.transport import RoomTransport

log = structlog.stdlib.get_logger(__name__)

REFUSED = 1.0
"""Seconds that a refused client has to hang up by itself."""


class Door:
    """Lets sockets into their rooms, and tells the store of those that are gone."""

    def __init__(
        self,
        connect: ConnectMember,
        renew: RenewToken,
        commands: Commands,
        departures: Departures,
        reclaims: Reclaims,
        relay: Relay,
        residence: Residence,
        ids: Ids,
        limits: RateLimits,
        entries: Budget,
        tracer: Tracer,
        patience: float,
        metrics: SocketMetrics,
    ) -> None:
        """`entries` is how often a user may enter; `patience` how many seconds that may take."""
        self._connect = connect
        self._renew = renew
        self._perform, self._count = commands.perform, metrics.answered  # bound once for all
        self._reclaim = reclaims.add
        self._departures = departures
        self._reclaims = reclaims
        self._relay = relay
        self._residence = residence
        self._ids = ids
        self._limits = limits
        self._entries = entries
        self._tracer = tracer
        self._patience = patience
        self._metrics = metrics
        self._sessions: dict[str, Session] = {}
        self._someone_left = asyncio.Event()
        self.is_shut = False
        residence.when_lost(self._reclaim_all)

    def session(self, transport: RoomTransport) -> Session | None:
        """Who came over this connection, from the first attempt to enter on."""
        return self._sessions.get(transport.sid)

    async def enter(self, transport: RoomTransport, token: str | None) -> None:
        """Let the bearer of the token in, or refuse it. One connection, one socket; one that is
        closed already would never be heard to go."""
        if transport.sid in self._sessions or self.is_shut or transport.closed:
            transport.hang_up()
            return
        try:
            token = _required(token)
            who, life = self._connect.identify(token)
        except InvalidToken as error:
            self.refuse(transport, refusal_of(error))
            return
        session = self._session(transport, who, life)
        whose = {ROOM: who.room_code, USER: who.user_id}
        with (
            structlog.contextvars.bound_contextvars(
                correlation=session.socket_id, room=who.room_code, user=who.user_id
            ),
            self._tracer.span("enter", SpanKind.SERVER, whose) as span,
        ):
            end_of(span, await self._admit(session))

    def refuse(
        self, transport: RoomTransport, refusal: Refusal, namespace: str = NAMESPACE
    ) -> None:
        """Say no, and close the connection in a moment, or at once if it was refused before."""
        log.info("entry refused", code=refusal.code)
        self._metrics.refused(refusal.code)
        transport.post(packets.connect_error(refusal, namespace))
        if transport.is_refused:
            transport.hang_up()
        transport.is_refused = True
        transport.hang_up_in(REFUSED)

    def leave(self, session: Session) -> None:
        """The socket is gone. One that is still entering is dealt with when it is in."""
        phase = session.phase
        session.lost()
        if phase in (Phase.INSIDE, Phase.SENT_AWAY):
            self._forget(session)
        if phase is Phase.INSIDE:
            self._departures.add(session.who, session.socket_id, after=session.inbox.idle())
            log.info("disconnected", room=session.who.room_code, user=session.who.user_id)
        elif phase is Phase.SENT_AWAY:
            self._leave_after_the_end(session)

    def _leave_after_the_end(self, session: Session) -> None:
        """The store has ended this session, and knows that the socket is gone; unless it was
        reclaimed since, by one who had not heard of the end yet."""
        if session.was_reclaimed:
            self._departures.add(session.who, session.socket_id)
        else:
            self._residence.leave(session.who.room_code)

    @property
    def inside(self) -> int:
        """How many sockets are in a room."""
        return sum(session.phase is Phase.INSIDE for session in self._sessions.values())

    def shut(self) -> None:
        """Let nobody in any more. Those who are in, or entering, stay until they go."""
        self.is_shut = True

    async def emptied(self) -> None:
        """Returns when nobody is in, or about to be, and the store knows."""
        while self._sessions:
            self._someone_left.clear()
            await self._someone_left.wait()
        await self._reclaims.finish()
        await self._departures.finish()

    def _session(self, transport: RoomTransport, who: Identity, life: Lifetime) -> Session:
        post = transport.post
        inbox = Inbox(who, self._perform, post, self._count)
        renewal = Renewal(self._renew, who, life, post)
        session = Session(transport, self._ids.new(), who, inbox, renewal, self._reclaim)
        self._sessions[transport.sid] = session
        self._residence.enter(who.room_code)
        return session

    async def _admit(self, session: Session) -> Refusal | None:
        """Connect the member, or undo what may have been committed of it. Returns what it was, or
        would be, refused with."""
        try:
            hosted, room = await self._connected(session)
        except (RoomError, RateLimited) as error:
            self._forget(session)
            self._residence.leave(session.who.room_code)
            refusal = refusal_of(error)
            self.refuse(session.transport, refusal)
            return refusal
        except BaseException as error:
            self._undo(session)
            if not isinstance(error, Exception):
                raise
            fault = refusal_of(error)
            log.warning("connecting failed", code=fault.code)
            self._metrics.refused(fault.code)
            return fault
        else:
            if session.phase is Phase.GONE:
                self._undo(session)
                return None
            hosted.welcome(session, room)
            log.info("connected", version=room.version)
            self._metrics.entered()
            if room.members[session.who.user_id].node_id != self._residence.node_id:
                self._reclaims.add(session)  # the lease was lost since the commit
            return None

    async def _connected(self, session: Session) -> tuple[HostedRoom, Room]:
        due = asyncio.get_running_loop().time() + self._patience
        with answer_by(due):
            async with asyncio.timeout_at(due):
                await self._spend(session.who)
                hosted = await self._relay.host(session)
                await self._departures.settled(session.who)
                session.may_be_connected = True
                return hosted, await self._connect(session.who, session.socket_id)

    async def _spend(self, who: Identity) -> None:
        """Count this entry of the user's. Raises `RateLimited`."""
        allowance = await self._limits.spend(f"connect:user:{who.user_id}", self._entries)
        if allowance.retry_after is not None:
            raise RateLimited(allowance.retry_after)

    def _undo(self, session: Session) -> None:
        """A fault: a stock client that loses its transport comes back by itself."""
        self._forget(session)
        if session.may_be_connected:
            self._departures.add(session.who, session.socket_id)
        else:
            self._residence.leave(session.who.room_code)
        session.transport.hang_up()

    def _reclaim_all(self) -> None:
        """The lease was lost: whoever is here is, to the store, on a node that is dead."""
        log.warning("taken for dead", node=self._residence.node_id, sockets=len(self._sessions))
        for session in self._sessions.values():
            self._reclaims.add(session)

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.transport.sid, None)
        self._relay.drop(session)
        self._someone_left.set()


def _required(token: str | None) -> str:
    if token is None:
        raise InvalidToken("The handshake's auth must have a token.")
    return token
