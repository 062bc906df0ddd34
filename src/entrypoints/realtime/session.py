"""One socket in one room: what it is told, what it asks, how it ends."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto
from functools import partial
from itertools import count

from engineio.packet import Packet

from application.commit import Commit
from application.ports import Identity
from domain.room import Room
from entrypoints.realtime import packets
from entrypoints.realtime.announcements import (
    Announcement,
    closed,
    expiring,
    no_member,
    replaced,
    room_state,
)
from entrypoints.realtime.inbox import Inbox
from entrypoints.realtime.messages.outgoing import ClosedReason
from entrypoints.realtime.refusals import NOT_MEMBER
from entrypoints.realtime.renewal import Renewal
from entrypoints.realtime.transport import RoomTransport

LAST_WORDS = 1.5
"""Seconds a client has to hang up by itself after it was sent away (DESIGN: within 2 s)."""


class Phase(Enum):
    """Where a session is in its life; it only moves down this list."""

    ENTERING = auto()
    INSIDE = auto()
    SENT_AWAY = auto()
    GONE = auto()


class Session:
    """A user's socket in its room.

    While it is entering, everything that concerns it waits, its own removal included: a stock
    client ignores what comes before CONNECT. From then on it gets exactly the changes after
    `since`, the version of the last `room:state` it was given.
    """

    __slots__ = (
        "_backlog",
        "_reclaim",
        "_renewal",
        "inbox",
        "last_called",
        "may_be_connected",
        "numbers",
        "phase",
        "room_id",
        "since",
        "socket_id",
        "transport",
        "was_reclaimed",
        "who",
    )

    def __init__(
        self,
        transport: RoomTransport,
        socket_id: str,
        who: Identity,
        inbox: Inbox,
        renewal: Renewal,
        reclaim: Callable[["Session"], None],
    ) -> None:
        """`reclaim` is called when the store takes this socket for gone while it is not."""
        self.transport = transport
        self.socket_id = socket_id
        self.who = who
        self.phase = Phase.ENTERING
        self.may_be_connected = False  # by what the store was asked
        self.was_reclaimed = False
        self.inbox = inbox
        self._reclaim = reclaim
        self.room_id = ""
        self.since = 0
        self.last_called: datetime | None = None  # the deadline that it was told of
        self.numbers = count(1)  # of the commands, for the logs
        self._renewal = renewal
        self._backlog: list[Callable[[], None]] = []

    def open(self, entered: Room) -> None:
        """CONNECT, the state as of `entered`, and what has happened since. From now on its token
        is renewed."""
        self.phase = Phase.INSIDE
        self.transport.admit()
        self.transport.post(packets.connect(self.socket_id))
        self.show(entered)
        self._renewal.start()
        backlog, self._backlog = self._backlog, []
        for telling in backlog:
            telling()

    def show(self, room: Room) -> None:
        """The whole state, from which later changes count."""
        self.room_id = room.room_id
        self.since = room.version
        self.transport.post(room_state(room))

    def hear(self, commit: Commit, announcement: Announcement) -> None:
        """What a commit means to this socket."""
        if self.phase is Phase.INSIDE:
            if self._is_news(commit.room_id, commit.version):
                self._take(announcement)
        elif self.phase is Phase.ENTERING:
            self._backlog.append(partial(self.hear, commit, announcement))

    def skip_to(self, room: Room) -> None:
        """What led to this room was not announced: the whole of it, if it is news."""
        if self.phase is Phase.ENTERING:
            self._backlog.append(partial(self.skip_to, room))
        elif (
            self.phase is Phase.INSIDE
            and self._is_news(room.room_id, room.version)
            and self.belongs_in(room)
        ):
            self.show(room)

    def call_last(self, room: Room) -> None:
        """The room is about to expire: told once for each deadline."""
        is_news = self.last_called != room.expires_at and self.room_id == room.room_id
        if self.phase is Phase.INSIDE and is_news:
            self.last_called = room.expires_at
            self.transport.post(expiring(room))

    def belongs_in(self, room: Room) -> bool:
        """Whether this is the socket that the room knows, or knew last; another has to go."""
        user_id = self.who.user_id
        member = room.members.get(user_id)
        if self.room_id != room.room_id:
            self.send_away(closed(ClosedReason.LOST))
        elif member is None:
            self.send_away(no_member(user_id))
        elif member.socket_id is None:
            self._reclaim(self)
            return True
        elif member.socket_id != self.socket_id:
            self.send_away(replaced(user_id, member.socket_id))
        else:
            return True
        return False

    def send_away(self, last: Announcement) -> None:
        """The store has ended this session: last words, and out.

        Acknowledgements go first: a client that has been told to disconnect drops the
        callbacks that wait for one.
        """
        self.phase = Phase.SENT_AWAY
        self._renewal.stop()
        self.inbox.close(last.ending or NOT_MEMBER, then=lambda: self._farewell(last.packet))

    def lost(self) -> None:
        """The connection is gone, or is another session's by now."""
        self.phase = Phase.GONE
        self._renewal.stop()

    def _take(self, announcement: Announcement) -> None:
        if announcement.ending is not None:
            self.send_away(announcement)
            return
        if announcement.packet is not None:
            self.transport.post(announcement.packet)
        if announcement.given_up == self.socket_id:
            self._reclaim(self)

    def _is_news(self, room_id: str, version: int) -> bool:
        return version > self.since and room_id == self.room_id

    def _farewell(self, last: Packet | None) -> None:
        if self.phase is Phase.GONE:
            return
        if last is not None:
            self.transport.post(last)
        self.transport.post(packets.disconnect())
        self.transport.hang_up_in(LAST_WORDS)
