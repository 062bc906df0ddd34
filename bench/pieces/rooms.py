"""Rooms, their changes, and both as JSON."""

from asyncio import get_running_loop
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from adapters.commit_codec import decode_commits, encode_commit, message_of
from adapters.random_ids import RandomIds
from adapters.room_codec import decode_room, encode_room, encode_user
from adapters.room_round import Round, Waiting
from adapters.store_clock import StoreClock
from application.commit import Commit
from application.contract.changes import toggle
from bench.pieces.piece import Piece
from domain.events import LockToggled, MemberJoined
from domain.member import Member
from domain.room import Room
from domain.timing import Timing

SIZES = (2, 8, 50, 200)

LOCKED = (LockToggled(True),)


def room_of(size: int) -> Room:
    """A room of which all members are connected."""
    now = StoreClock().now()
    room, _ = Room.create(
        code="KRTWXY",
        room_id="Zb8w1k2Jq0cVnm3x",
        revision="Jq0cVnm3xZb8w1k2",
        host_id="user-1",
        display_name="Host",
        max_users=1000,
        now=now,
        timing=Timing(timedelta(hours=10)),
    )
    for number in range(2, size + 1):
        guest = Member(f"user-{number}", f"Guest {number}", now, number)
        room = room.apply((MemberJoined(guest),), at=now, revision=f"revision {number}")
    for id in room.members:
        events = room.connect(id, socket_of(id), "the node")
        room = room.apply(events, at=now, revision=f"revision of {id}")
    return room


def socket_of(user_id: str) -> str:
    return f"socket-of-{user_id}"


def locked(room: Room) -> Room:
    """The room after the change that most pieces are about."""
    return room.apply(LOCKED, at=room.updated_at, revision="Vnm3xZb8w1k2Jq0c")


@asynccontextmanager
async def pieces() -> AsyncIterator[list[Piece]]:
    """The codecs, what the domain does, and the round of a writer."""
    commit = Commit.of(room_of(2), locked(room_of(2)), LOCKED)
    message = message_of([encode_commit(commit)])
    yield [
        Piece("encode a commit", partial(encode_commit, commit)),
        Piece("decode a commit", partial(decode_commits, message)),
        *(piece for size in SIZES for piece in _of_size(size)),
    ]


def _of_size(size: int) -> list[Piece]:
    room = room_of(size)
    json, users = _encoded(room)
    return [
        Piece(f"encode a room of {size}", partial(_encoded, room)),
        Piece(f"decode a room of {size}", partial(decode_room, json, users)),
        Piece(f"Room.apply in a room of {size}", partial(locked, room)),
        Piece(f"decide a change in a room of {size}", partial(_decided, room)),
    ]


def _encoded(room: Room) -> tuple[bytes, list[bytes]]:
    members = room.members.values()
    return encode_room(room), [encode_user(member, room.code) for member in members]


_clock, _ids = StoreClock(), RandomIds()


def _decided(room: Room) -> None:
    loop = get_running_loop()
    Round(room, _clock, _ids).decide(Waiting(toggle, loop.time() + 5, loop.create_future(), ""))
