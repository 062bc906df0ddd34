"""A room that has sockets on this node: its feed, and where the announcements stand."""

import asyncio

import structlog

from application.background import background
from application.commit import Commit, Interrupted
from application.deadline import answer_by
from application.errors import ServiceError
from application.ports import (
    Backoff,
    Clock,
    RoomFeed,
    RoomRepository,
)
from domain.errors import RoomNotFound
from domain.room import Room
from entrypoints.realtime.alarm import Alarm
from entrypoints.realtime.announcements import closed
from entrypoints.realtime.answered import answered
from entrypoints.realtime.fan_out import FanOut
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.messages.outgoing import ClosedReason, RoomExpiring
from entrypoints.realtime.session import Phase, Session
from entrypoints.realtime.settling import Settling

log = structlog.stdlib.get_logger(__name__)

PATIENCE = 2.0
"""Seconds for each attempt to load a room: an answer that was lost is asked for again soon."""


class HostedRoom:
    """Announces the commits of one room to its sockets on this node, in the store's order.

    It knows the room as announced. A commit that does not continue exactly there, an
    interruption or a deadline makes it load the room and show it afresh; it never guesses.
    """

    def __init__(
        self,
        code: str,
        rooms: RoomRepository,
        feed: RoomFeed,
        backoff: Backoff,
        clock: Clock,
        metrics: FeedMetrics,
        fan_out: FanOut,
    ) -> None:
        self.code = code
        self.sessions: set[Session] = set()
        self.following: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rooms = rooms
        self._feed = feed
        self._backoff = backoff
        self._fan_out = fan_out
        self._started = False
        self._room: Room | None = None
        self._echo = ""  # the revision that must still come by, before it nothing is news
        self._meanwhile: list[Commit | Interrupted] = []
        self._newcomers: set[Session] = set()  # opened since the store was asked for the room
        self._reloading: asyncio.Task[None] | None = None
        self._clock = clock
        self._metrics = metrics
        self._settling = Settling(code, rooms, backoff, clock)
        self._deadline = Alarm(clock, self.resynchronise)  # nobody announces that it has passed
        self._last_call = Alarm(clock, self._call_last, grace=0)
        self._task = background(self._follow())

    def stop(self) -> None:
        """Follow no longer."""
        self._task.cancel()
        self.following.cancel()
        self._deadline.cancel()
        self._settling.cancel()
        self._last_call.cancel()
        if self._reloading is not None:
            self._reloading.cancel()

    def welcome(self, session: Session, entered: Room) -> None:
        """Open a session whose connection is committed as of `entered`."""
        if not self._started:
            self._start_from(entered)
        session.open(entered)
        if self._room is not None and self._room.last_call_at <= self._clock.now():
            session.call_last(self._room)
        if self._reloading is not None:
            self._newcomers.add(session)
        elif self._room is None or self._room.room_id != entered.room_id:
            self._reload()

    @property
    def announced(self) -> str | None:
        """The revision as announced; None while the room is being loaded, is none, or has been
        closed: then there is nothing to compare."""
        if self._room is None or not self._room.is_open or self._reloading is not None:
            return None
        return self._room.revision

    def resynchronise(self) -> None:
        """What is announced may not be what the store has: load the room."""
        if self._reloading is None:
            self._reload()

    def _start_from(self, room: Room) -> None:
        """The first socket's own commit is where the announcements start.

        The subscription was in force before it, so that its own message is still to come, or
        waits here already; what comes before it is older than the room at hand. A socket
        whose commit came earlier, and its answer later, has to skip what lies between.
        """
        self._started = True
        self._echo = room.revision
        self._stand_at(room)
        for session in self.sessions:
            session.skip_to(room)
        self._catch_up()

    async def _follow(self) -> None:
        """Take what the feed tells. One that fails may have left something out."""
        attempt = 0
        while True:
            try:
                async with self._feed.follow(self.code) as commits:
                    if self.following.done():
                        self._hear(Interrupted())
                    else:
                        self.following.set_result(None)
                    async for commit in commits:
                        self._hear(commit)
            except Exception as error:
                if not self.following.done():
                    self.following.set_exception(error)
                    return
                if not isinstance(error, ServiceError):
                    log.exception("following a room failed", room=self.code)
            await asyncio.sleep(self._backoff.pause(attempt))
            attempt += 1

    def _hear(self, commit: Commit | Interrupted) -> None:
        if isinstance(commit, Interrupted):
            self._metrics.interrupted()
        self._take(commit)

    def _take(self, commit: Commit | Interrupted) -> None:
        if not self._started or self._reloading is not None:
            self._meanwhile.append(commit)
        elif self._room is None or isinstance(commit, Interrupted):
            self._reload()
        elif commit.continues(self._room):
            self._announce(commit, self._room)
        elif not self._is_old(commit, self._room):
            self._reload()

    def _is_old(self, commit: Commit, room: Room) -> bool:
        """Whether this came before the commit that the announcements started from."""
        if not self._echo or commit.room_id != room.room_id or commit.version > room.version:
            return False
        if commit.revision == self._echo:
            self._echo = ""
        return True

    def _announce(self, commit: Commit, before: Room) -> None:
        after = commit.applied_to(before)
        self._echo = ""
        self._stand_at(after)
        self._fan_out.tell(commit, before, after, self.sessions)

    def _catch_up(self) -> None:
        meanwhile, self._meanwhile = self._meanwhile, []
        for commit in meanwhile:
            self._take(commit)

    def _stand_at(self, room: Room) -> None:
        """This is the room as announced, from now on."""
        self._room = room
        self._deadline.set(room.expires_at)
        self._settling.stand_at(room)
        self._last_call.set(room.last_call_at)

    def _call_last(self) -> None:
        """The room is about to expire."""
        if self._room is not None:
            self._metrics.announced(RoomExpiring.event)
            for session in self.sessions:
                session.call_last(self._room)

    def _reload(self) -> None:
        self._reloading = background(self._load())

    async def _load(self) -> None:
        try:
            room = await answered(self._ask, self._backoff, "loading a room failed", self.code)
        except RoomNotFound:
            self._reloading = None
            self._vanished()
        else:
            self._reloading = None
            self._settle(room)

    async def _ask(self) -> Room:
        self._meanwhile.clear()  # what came before the question is part of the answer
        self._newcomers.clear()
        with answer_by(asyncio.get_running_loop().time() + PATIENCE):
            return await self._rooms.get(self.code)

    def _settle(self, room: Room) -> None:
        """Go on from the loaded room; sockets that it does not know are sent away."""
        changed = self._room is None or self._room.revision != room.revision
        self._echo = ""
        self._stand_at(room)
        self._meanwhile = [c for c in self._meanwhile if not _is_part_of(room, c)]
        if changed:
            log.info("room resynchronised", room=self.code, version=room.version)
            self._metrics.resynchronised()
        newcomers, self._newcomers = self._newcomers, set()  # for whom it may be too old
        for session in tuple(self.sessions):
            if session.phase is Phase.INSIDE and session not in newcomers:
                if session.belongs_in(room) and changed:
                    session.show(room)
            elif changed:
                session.skip_to(room)
        self._catch_up()

    def _vanished(self) -> None:
        """The room is gone, and how was not heard: by its deadline, or not as it should."""
        reason = ClosedReason.EXPIRED if self._is_past_its_deadline else ClosedReason.LOST
        self._room = None
        self._meanwhile.clear()
        newcomers, self._newcomers = self._newcomers, set()
        told = [each for each in self.sessions - newcomers if each.phase is Phase.INSIDE]
        if told:
            last = closed(reason)
            self._metrics.announced(last.event)
            for session in told:
                session.send_away(last)
        if newcomers:
            self._reload()

    @property
    def _is_past_its_deadline(self) -> bool:
        return self._room is not None and self._room.expires_at <= self._clock.now()


def _is_part_of(room: Room, commit: Commit | Interrupted) -> bool:
    """Whether a commit that came while the room was being loaded is in it already."""
    if isinstance(commit, Interrupted) or commit.room_id != room.room_id:
        return False
    return commit.version <= room.version
