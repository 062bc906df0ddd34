"""Rooms as JSON in the store: the fields of the seed document, section "Redis Data Structures",
extended, never renamed."""

from datetime import timedelta

import msgspec

from domain.member import Member
from domain.moment import from_iso, iso
from domain.room import Room
from domain.room_state import RoomState
from domain.timing import Timing

_encode = msgspec.json.Encoder().encode


class RoomRecord(msgspec.Struct, rename="camel"):
    """A room without its users (`room:{code}`). The seed's fields first."""

    code: str
    host_id: str
    is_locked: bool
    max_users: int
    state: str
    created_at: str
    updated_at: str
    room_id: str
    revision: str
    version: int
    expires_at: str
    host_since: str
    ttl_ms: int
    empty_ttl_ms: int | None
    host_grace_ms: int
    member_grace_ms: int
    presence_grace_ms: int


class UserRecord(msgspec.Struct, rename="camel"):
    """One user (`user:{id}`). The seed's fields first."""

    id: str
    display_name: str
    room_code: str
    is_connected: bool
    socket_id: str | None
    joined_at: str
    join_number: int
    node_id: str | None
    disconnected_at: str | None
    is_lingering: bool


class RevisionRecord(msgspec.Struct):
    """What is read of a `RoomRecord` to see whether it has changed."""

    revision: str


_room = msgspec.json.Decoder(RoomRecord)
_revision = msgspec.json.Decoder(RevisionRecord)
_user = msgspec.json.Decoder(UserRecord)
_MILLISECOND = timedelta(milliseconds=1)


def encode_room(room: Room) -> bytes:
    """The room without its members."""
    empty = room.timing.empty_ttl
    return _encode(
        RoomRecord(
            code=room.code,
            host_id=room.host_id,
            is_locked=room.is_locked,
            max_users=room.max_users,
            state=room.state.value,
            created_at=iso(room.created_at),
            updated_at=iso(room.updated_at),
            room_id=room.room_id,
            revision=room.revision,
            version=room.version,
            expires_at=iso(room.expires_at),
            host_since=iso(room.host_since),
            ttl_ms=room.timing.ttl // _MILLISECOND,
            empty_ttl_ms=None if empty is None else empty // _MILLISECOND,
            host_grace_ms=room.timing.host_grace // _MILLISECOND,
            member_grace_ms=room.timing.member_grace // _MILLISECOND,
            presence_grace_ms=room.timing.presence_grace // _MILLISECOND,
        )
    )


def encode_user(member: Member, code: str) -> bytes:
    """A member of the room with this code."""
    return _encode(
        UserRecord(
            id=member.id,
            display_name=member.display_name,
            room_code=code,
            is_connected=member.is_connected,
            socket_id=member.socket_id,
            joined_at=iso(member.joined_at),
            join_number=member.number,
            node_id=member.node_id,
            disconnected_at=iso(member.disconnected_at) if member.disconnected_at else None,
            is_lingering=member.is_lingering,
        )
    )


def decode_room(room: bytes, users: list[bytes]) -> Room:
    """The room with its members, in order of seniority. Raises `ValueError`."""
    record = _room.decode(room)
    members = sorted((_member(user) for user in users), key=lambda member: member.number)
    return Room(
        code=record.code,
        room_id=record.room_id,
        revision=record.revision,
        version=record.version,
        host_id=record.host_id,
        host_since=from_iso(record.host_since),
        members={member.id: member for member in members},
        max_users=record.max_users,
        is_locked=record.is_locked,
        state=RoomState(record.state),
        created_at=from_iso(record.created_at),
        updated_at=from_iso(record.updated_at),
        expires_at=from_iso(record.expires_at),
        timing=_timing(record),
    )


def _timing(record: RoomRecord) -> Timing:
    empty = record.empty_ttl_ms
    return Timing(
        ttl=record.ttl_ms * _MILLISECOND,
        empty_ttl=None if empty is None else empty * _MILLISECOND,
        host_grace=record.host_grace_ms * _MILLISECOND,
        member_grace=record.member_grace_ms * _MILLISECOND,
        presence_grace=record.presence_grace_ms * _MILLISECOND,
    )


def decode_revision(room: bytes) -> str:
    """The room's revision alone. Raises `ValueError`."""
    return _revision.decode(room).revision


def _member(user: bytes) -> Member:
    record = _user.decode(user)
    return Member(
        id=record.id,
        display_name=record.display_name,
        joined_at=from_iso(record.joined_at),
        number=record.join_number,
        socket_id=record.socket_id,
        node_id=record.node_id,
        disconnected_at=from_iso(record.disconnected_at) if record.disconnected_at else None,
        is_lingering=record.is_lingering,
    )
