"""Rooms as an operator is shown them: as JSON, for programs, and in words."""

from datetime import datetime, timedelta

import msgspec

from application.list_rooms import ListedRoom
from domain.member import Member
from domain.moment import iso
from domain.room import Room

_encode = msgspec.json.Encoder().encode
_SECOND = timedelta(seconds=1)


class ListedRoomView(msgspec.Struct, frozen=True, rename="camel"):
    """A room among all. The code comes first, so that lines sort by it."""

    code: str
    is_locked: bool
    connected: int
    members: int
    max_users: int
    version: int
    created_at: str
    expires_at: str
    age_seconds: int
    left_seconds: int

    @classmethod
    def of(cls, room: ListedRoom, now: datetime) -> "ListedRoomView":
        return cls(
            code=room.code,
            is_locked=room.is_locked,
            connected=room.connected,
            members=room.members,
            max_users=room.max_users,
            version=room.version,
            created_at=iso(room.created_at),
            expires_at=iso(room.expires_at),
            age_seconds=between(room.created_at, now),
            left_seconds=between(now, room.expires_at),
        )


class MemberView(msgspec.Struct, frozen=True, rename="camel"):
    """A member, with its node. Its socket's id stays in the store: it opens the connection."""

    id: str
    display_name: str
    is_host: bool
    is_connected: bool
    joined_at: str
    node_id: str | None
    disconnected_at: str | None

    @classmethod
    def of(cls, member: Member, room: Room) -> "MemberView":
        return cls(
            id=member.id,
            display_name=member.display_name,
            is_host=member.id == room.host_id,
            is_connected=member.is_connected,
            joined_at=iso(member.joined_at),
            node_id=member.node_id,
            disconnected_at=iso(member.disconnected_at) if member.disconnected_at else None,
        )


class ShownRoomView(msgspec.Struct, frozen=True, rename="camel"):
    """All about one room. Its members are in order of seniority."""

    code: str
    room_id: str
    revision: str
    version: int
    is_locked: bool
    max_users: int
    host_id: str
    host_since: str
    created_at: str
    updated_at: str
    expires_at: str
    members: tuple[MemberView, ...]

    @classmethod
    def of(cls, room: Room) -> "ShownRoomView":
        return cls(
            code=room.code,
            room_id=room.room_id,
            revision=room.revision,
            version=room.version,
            is_locked=room.is_locked,
            max_users=room.max_users,
            host_id=room.host_id,
            host_since=iso(room.host_since),
            created_at=iso(room.created_at),
            updated_at=iso(room.updated_at),
            expires_at=iso(room.expires_at),
            members=tuple(MemberView.of(member, room) for member in room.members.values()),
        )


def json_line(view: msgspec.Struct) -> str:
    """The view as JSON, in one line."""
    return _encode(view).decode()


def between(start: datetime, end: datetime) -> int:
    """Whole seconds, and never fewer than none: clocks disagree."""
    return max(0, (end - start) // _SECOND)


def span(seconds: int) -> str:
    """For people, in the two largest units: `2d4h`, `5h48m`, `12m3s`, `43s`."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "m"), (rest, "s")]
    while len(parts) > 1 and parts[0][0] == 0:
        parts.pop(0)
    return "".join(f"{count}{unit}" for count, unit in parts[:2])
