"""A room that has sockets on this node: its feed, and where the announcements stand."""

import asyncio

import structlog

from application.background import background
from application.commit import Commit, Interrupted
from application.errors import ServiceError
from application.ports import Backoff, RoomFeed, RoomRepository
from domain.errors import RoomNotFound
from domain.room import Room
from entrypoints.realtime.announcements import (
    announcements,
    closed,
    no_member,
    replaced,
)
from entrypoints.realtime.session import Phase, Session

log = structlog.stdlib.get_logger(__name__)


class HostedRoom:
    """Announces the commits of one room to its sockets on this node, in the store's order.

    It knows the room as announced. A commit that does not continue exactly there, or an
    interruption, makes it load the room and show it afresh; it never guesses.
    """

    def __init__(self, code: str, rooms: RoomRepository, feed: RoomFeed, backoff: Backoff) -> None:
        self.code = code
        self.sessions: set[Session] = set()
        self.following: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rooms = rooms
        self._feed = feed
        self._backoff = backoff
        self._started = False
        self._room: Room | None = None
        self._shown = 0  # the version from which every commit was announced
        self._echo = ""  # the revision that must still come by, before it nothing is news
        self._meanwhile: list[Commit | Interrupted] = []
        self._reloading: asyncio.Task[None] | None = None
        self._task = background(self._follow())

    def stop(self) -> None:
        """Follow no longer."""
        self._task.cancel()
        self.following.cancel()
        if self._reloading is not None:
            self._reloading.cancel()

    def welcome(self, session: Session, entered: Room) -> None:
        """Open a session whose connection is committed as of `entered`."""
        if not self._started:
            self._start_from(entered)
        room = self._room
        if self._reloading is not None:
            session.open(entered)  # and compared when the room is loaded
        elif room is None or room.room_id != entered.room_id:
            session.open(entered)
            self._reload()
        elif entered.version < self._shown:
            session.open(room)  # some of what followed `entered` was never announced
            self._compare(session, room)
        else:
            session.open(entered)

    def _start_from(self, room: Room) -> None:
        """The first socket's own commit is where the announcements start.

        The subscription was in force before it, so that its own message is still to come, or
        waits here already; what comes before it is older than the room at hand.
        """
        self._started = True
        self._room, self._shown, self._echo = room, room.version, room.revision
        self._catch_up()

    async def _follow(self) -> None:
        try:
            async with self._feed.follow(self.code) as commits:
                self.following.set_result(None)
                async for commit in commits:
                    self._take(commit)
        except Exception as error:
            if self.following.done():
                log.exception("following a room failed", room=self.code)
            else:
                self.following.set_exception(error)

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
        self._echo = ""
        self._room = after = commit.applied_to(before)
        for announcement in announcements(commit.events, before, after):
            for session in tuple(self.sessions):
                if announcement.is_for(session.who.user_id, session.socket_id):
                    session.hear(commit, announcement)

    def _catch_up(self) -> None:
        meanwhile, self._meanwhile = self._meanwhile, []
        for commit in meanwhile:
            self._take(commit)

    def _reload(self) -> None:
        self._reloading = background(self._load())

    async def _load(self) -> None:
        attempt = 0
        while True:
            self._meanwhile.clear()  # what came before the question is part of the answer
            try:
                room = await self._rooms.get(self.code)
                break
            except RoomNotFound:
                self._reloading = None
                self._vanished()
                return
            except Exception as error:
                if not isinstance(error, ServiceError):
                    log.exception("loading a room failed", room=self.code)
                await asyncio.sleep(self._backoff.pause(attempt))
                attempt += 1
        self._reloading = None
        self._settle(room)

    def _settle(self, room: Room) -> None:
        """Go on from the loaded room; sockets that it does not know are sent away."""
        known, self._room, self._echo = self._room, room, ""
        self._meanwhile = [c for c in self._meanwhile if not _is_part_of(room, c)]
        changed = known is None or known.revision != room.revision
        if changed:
            self._shown = room.version
            log.info("room resynchronised", room=self.code, version=room.version)
        for session in tuple(self.sessions):
            if session.phase is Phase.INSIDE and self._compare(session, room) and changed:
                session.show(room)
        self._catch_up()

    def _compare(self, session: Session, room: Room) -> bool:
        """Whether the session is the one that the room knows; one that is not has to go."""
        user_id = session.who.user_id
        member = room.members.get(user_id)
        if session.room_id != room.room_id:
            session.send_away(closed("LOST"))
        elif member is None:
            session.send_away(no_member(user_id))
        elif member.socket_id is None:
            session.transport.hang_up()  # the store lost the connection: it may come back
        elif member.socket_id != session.socket_id:
            session.send_away(replaced(user_id, member.socket_id))
        else:
            return True
        return False

    def _vanished(self) -> None:
        """The room is gone, and how was not heard."""
        self._room = None
        self._meanwhile.clear()
        for session in tuple(self.sessions):
            if session.phase is Phase.INSIDE:
                session.send_away(closed("LOST"))


def _is_part_of(room: Room, commit: Commit | Interrupted) -> bool:
    """Whether a commit that came while the room was being loaded is in it already."""
    if isinstance(commit, Interrupted) or commit.room_id != room.room_id:
        return False
    return commit.version <= room.version
