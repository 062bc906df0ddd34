"""A node's realtime core without a network: the door, the relay, and rooms in memory."""

import asyncio
from datetime import timedelta

from prometheus_client import CollectorRegistry

from adapters.memory_rate_limits import MemoryRateLimits
from adapters.no_tracer import NoTracer
from adapters.random_ids import RandomIds
from adapters.traced_rooms import TracedRooms
from application.close_room import CloseRoom
from application.connect_member import ConnectMember
from application.contact import Contact
from application.disconnect_member import DisconnectMember
from application.kick_member import KickMember
from application.leave_room import LeaveRoom
from application.ports import Backoff, Budget, Change, Identity, RoomRepository, Tracer
from application.reclaim_member import ReclaimMember
from application.renew_token import RenewToken
from application.residence import Residence
from application.toggle_lock import ToggleLock
from application.transfer_host import TransferHost
from domain.events import MemberJoined, RoomCreated
from domain.member import Member
from domain.room import Room
from domain.timing import Timing
from entrypoints.realtime.commands import Commands
from entrypoints.realtime.departures import Departures
from entrypoints.realtime.door import Door
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.inbox import Command, Inbox
from entrypoints.realtime.metrics import SocketMetrics
from entrypoints.realtime.reclaims import Reclaims
from entrypoints.realtime.relay import Relay
from entrypoints.realtime.renewal import Renewal
from entrypoints.realtime.session import Session
from entrypoints.throttled import CountedRateLimits, Throttled
from tests.fakes import CountingIds, FakeClock, FakeTokens
from tests.hurried_loop import idle
from tests.lines import Line
from tests.rooms import ADA, CODE
from tests.stepped_leases import LEASE, REFRESH, SteppedLeases
from tests.stepped_store import SteppedStore

PATIENCE = 5.0
ENTRIES = 60
"""Times that a user may enter, in a window that does not end."""
TTL = timedelta(hours=10)
TIMING = Timing(TTL)


class SteadyBackoff(Backoff):
    """A second after the first failure, two after the second, and so on."""

    def pause(self, attempt: int) -> float:
        return attempt + 1.0


class Backstage:
    """One node. Several may share a store; each has its own door and relay."""

    def __init__(self, store: SteppedStore | None = None, tracer: Tracer | None = None) -> None:
        self.store = store or SteppedStore()
        rooms = TracedRooms(self.store, tracer, "memory") if tracer else self.store
        tracer = tracer or NoTracer()
        self.tokens = FakeTokens(self.store.clock)
        self.registry = CollectorRegistry()
        self.metrics = SocketMetrics(self.registry)
        self.throttled = Throttled(self.registry)
        self.relay = Relay(
            self.store,
            self.store,
            SteadyBackoff(),
            self.store.clock,
            FeedMetrics(self.registry),
            tracer,
        )
        self.leases = SteppedLeases(self.store.clock)
        self.residence = Residence(self.leases, RandomIds(), Contact(PATIENCE), LEASE, REFRESH)
        self.departures = Departures(
            DisconnectMember(rooms), self.residence, SteadyBackoff(), PATIENCE
        )
        self.reclaims = Reclaims(
            ReclaimMember(rooms, self.residence),
            self.residence,
            self.departures,
            SteadyBackoff(),
            PATIENCE,
        )
        self.door = Door(
            connect=ConnectMember(rooms, self.tokens, self.residence),
            renew=RenewToken(self.tokens, self.store.clock),
            commands=commands_of(rooms, tracer),
            departures=self.departures,
            reclaims=self.reclaims,
            relay=self.relay,
            residence=self.residence,
            ids=CountingIds(),
            limits=CountedRateLimits(MemoryRateLimits(self.store.clock), self.throttled),
            entries=Budget(ENTRIES, timedelta(hours=1), "connect"),
            tracer=tracer,
            patience=PATIENCE,
            metrics=self.metrics,
        )
        self.lines: list[Line] = []
        self.wronged: list[Line] = []  # hung up on though the store has them

    async def room(
        self,
        *members: str,
        code: str = CODE,
        room_id: str = "the room",
        timing: Timing = TIMING,
    ) -> Room:
        """A new room with these members; the first one is its host."""
        host, *others = members or (ADA,)
        now = self.store.clock.now()
        room, events = Room.create(
            code=code,
            room_id=room_id,
            revision=f"{room_id} 1",
            host_id=host,
            display_name=host.title(),
            max_users=100,
            now=now,
            timing=timing,
        )
        assert isinstance(events[0], RoomCreated)
        await self.store.add(room, events)
        for number, name in enumerate(others, start=2):
            joined = MemberJoined(Member(name, name.title(), now, number))
            room = await self.change(lambda _, joined=joined: (joined,), code)  # type: ignore[misc]
        return room

    async def change(self, change: Change, code: str = CODE) -> Room:
        """A change that comes from elsewhere and is done at once, whatever the gates."""
        return (await self.store.commit(code, change)).room

    async def pass_by(self, time: timedelta) -> None:
        """Time goes by for the node, for the store, and for those who look at the clock."""
        self.store.clock.advance(time)
        await asyncio.sleep(time.total_seconds())
        await idle()

    def line(self) -> Line:
        """Someone's new connection."""
        line = Line(f"line {len(self.lines) + 1}", self._hung_up_on, self._lost)
        self.lines.append(line)
        return line

    async def knock(self, user_id: str, line: Line, code: str = CODE) -> None:
        """Try to enter over this connection. Returns when that is through."""
        await self.door.enter(line, self.tokens.issue(Identity(code, user_id)))

    async def enter(self, user_id: str, code: str = CODE) -> Line:
        """A new connection for this user, once it is in and all is quiet."""
        line = self.line()
        await self.knock(user_id, line, code)
        await idle()
        return line

    def session(self, line: Line) -> Session:
        session = self.door.session(line)
        assert session is not None
        return session

    def _hung_up_on(self, line: Line) -> None:
        session = self.door.session(line)
        if session is None or session.was_reclaimed:  # of which it may hear after its end
            return
        if self.store.has_connected(session.who, session.socket_id):
            self.wronged.append(line)

    def _lost(self, line: Line) -> None:
        session = self.door.session(line)
        if session is not None:
            self.door.leave(session)


def commands_of(store: RoomRepository, tracer: Tracer | None = None) -> Commands:
    return Commands(
        close=CloseRoom(store),
        leave=LeaveRoom(store),
        kick=KickMember(store),
        toggle_lock=ToggleLock(store),
        transfer_host=TransferHost(store),
        tracer=tracer or NoTracer(),
    )


def session_on(
    line: Line, who: Identity, socket_id: str, given_up: list[Session] | None = None
) -> Session:
    """A session that came through no door. It takes no commands. When the store takes it for
    gone it is among those who were `given_up`."""

    async def never(_: Identity, command: Command) -> None:
        raise AssertionError

    tokens = FakeTokens()
    life = tokens.lifetime(tokens.issue(who))
    renewal = Renewal(RenewToken(tokens, FakeClock()), who, life, line.post)
    inbox = Inbox(who, never, line.post, lambda command, refusal: None)
    reclaim = ([] if given_up is None else given_up).append
    return Session(line, socket_id, who, inbox, renewal, reclaim)
