"""What a room's sockets hear, and what they say.

The sessions and their transports are the real ones; `seated` is the only place that knows how
they are put together. The WebSocket beyond them takes ready frames and throws them away: what a
system call costs is for `bench.speed`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any

from prometheus_client import CollectorRegistry
from socketio.packet import Packet as SocketIOPacket

from adapters.no_tracer import NoTracer
from adapters.system_clock import SystemClock
from application.commit import Commit
from application.ports import Identity
from bench.pieces.piece import Piece
from bench.pieces.rooms import LOCKED, locked, room_of, socket_of
from domain.room import Room
from entrypoints.ready_frames import ReadyFrames
from entrypoints.realtime import packets
from entrypoints.realtime.announcements import announcements, room_state
from entrypoints.realtime.fan_out import FanOut
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.inbox import Command, Inbox
from entrypoints.realtime.messages.outgoing import LockToggled
from entrypoints.realtime.ready_line import ReadyLine, frame_of
from entrypoints.realtime.received import packet_in, packet_of, text_in
from entrypoints.realtime.session import Session
from entrypoints.realtime.transport import RoomTransport
from tests.backstage import session_on

COMMAND = '42/rooms,17["room:kick",{"kickUserId":"Zb8w1k2Jq0cVnm3x"}]'


class Nowhere(ReadyFrames):
    """A WebSocket whose client reads everything at once. Nothing else is asked of it here."""

    def write_frame(self, frame: bytes) -> int:
        return 0


Crowds = dict[int, tuple[Room, list[Session]]]
"""By size: a room and everybody in it."""


class NoServer:
    """What a transport asks of the Engine.IO server when it is made."""

    create_queue = asyncio.Queue[Any]


def seated(room: Room, user_id: str) -> Session:
    """A member's session, inside the room."""
    transport = RoomTransport(NoServer(), f"connection of {user_id}", lambda: None)
    transport._begin(ReadyLine(Nowhere(), patience=10))  # type: ignore[abstract]
    session = session_on(transport, Identity(room.code, user_id), socket_of(user_id))
    session.open(room)
    return session


@asynccontextmanager
async def pieces() -> AsyncIterator[list[Piece]]:
    """Announcements, fan-out, packets, frames and commands."""
    room = room_of(8)
    before, after = room, locked(room)
    message = LockToggled(is_locked=True)
    crowds: Crowds = {size: _crowd(size) for size in (8, 200)}
    yield [
        Piece("announce a commit", lambda: list(announcements(LOCKED, before, after))),
        Piece("encode a packet", lambda: packets.event(message)),
        Piece("frame a packet", lambda: frame_of(packets.event(message))),
        *(Piece(f"encode room:state of {n}", partial(room_state, room_of(n))) for n in (8, 200)),
        *(Piece(f"fan out to {size}", _fan_out(*crowd)) for size, crowd in crowds.items()),
        Piece("read a command", _read),
        Piece("take a command and answer it", asked=partial(_answered, _inbox(crowds), count())),
    ]
    for _, sessions in crowds.values():
        for session in sessions:
            session.lost()


def _crowd(size: int) -> tuple[Room, list[Session]]:
    room = room_of(size)
    return room, [seated(room, user_id) for user_id in room.members]


def _fan_out(room: Room, sessions: list[Session]) -> Any:
    clock = SystemClock()
    after = locked(room)
    commit = Commit.of(room, after, LOCKED)
    fan_out = FanOut(FeedMetrics(CollectorRegistry()), NoTracer(), clock)
    return partial(fan_out.tell, commit, room, after, sessions)


def _read() -> SocketIOPacket:
    """From a frame's text to the event, as transport and gateway read it."""
    return packet_of(packet_in(text_in(COMMAND)).data)


def _inbox(crowds: Crowds) -> Inbox:
    """One whose commands are done at once."""

    async def done(who: Identity, command: Command) -> None:
        return None

    host = crowds[8][1][0]
    return Inbox(host.who, done, host.transport.post, lambda command, refusal: None)


async def _answered(inbox: Inbox, numbers: "count[int]") -> None:
    due = asyncio.get_running_loop().time() + 5
    inbox.put(Command(f"c.{next(numbers)}", "room:toggle_lock", [], 1, due, 0.0))
    await inbox.idle()
