"""Rooms to test with, told in a few words.

The people are always the same and join in the order of the alphabet; Ada is the host.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from domain.events import Events
from domain.member import Member
from domain.room import Room
from domain.room_state import RoomState
from domain.timing import Timing
from tests.fakes import NOON as NOON

TTL = timedelta(hours=10)
TIMING = Timing(TTL)
CODE = "KRTWXY"

ADA, BEN, CLEO, DAN, EVE, FAY = PEOPLE = ("ada", "ben", "cleo", "dan", "eve", "fay")
STRANGER = "stranger"


NODE = "the node"
"""The node that has all of these sockets."""


def socket_of(user_id: str) -> str:
    """The socket on which someone in `a_room(connected=...)` is connected."""
    return f"socket of {user_id}"


def a_member(user_id: str, *, number: int, connected: bool = False) -> Member:
    member = Member(user_id, user_id.title(), joined_at=NOON, number=number)
    return member.connected(socket_of(user_id), NODE) if connected else member


def a_room(
    *,
    with_members: int = 1,
    max_users: int = 8,
    locked: bool = False,
    connected: Collection[str] = (),
    code: str = CODE,
    timing: Timing = TIMING,
) -> Room:
    """An open room of which the first `with_members` people are members."""
    present = PEOPLE[:with_members]
    members = {
        id: a_member(id, number=number, connected=id in connected)
        for number, id in enumerate(present, start=1)
    }
    return Room(
        code=code,
        room_id=f"room {code}",
        revision="revision 1",
        version=1,
        host_id=ADA,
        host_since=NOON,
        members=members,
        max_users=max_users,
        is_locked=locked,
        state=RoomState.CREATED,
        created_at=NOON,
        updated_at=NOON,
        expires_at=NOON + TTL,
        timing=timing,
    )


def a_full_room() -> Room:
    return a_room(with_members=3, max_users=3)


def a_closed_room(*, with_members: int = 3) -> Room:
    return replace(a_room(with_members=with_members), state=RoomState.CLOSED)


def after(room: Room, events: Events, *, at: datetime = NOON) -> Room:
    """The room once these events have happened."""
    return room.apply(events, at=at, revision=f"revision {room.version + 1}")
