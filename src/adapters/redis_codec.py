"""Rooms as JSON in Redis: the seed document's fields, extended, never renamed."""

from datetime import timedelta

import msgspec

from domain.member import Member
from domain.moment import from_iso, iso
from domain.room import Room, RoomState

_encode = msgspec.json.Encoder().encode


class RoomRecord(msgspec.Struct, rename="camel"):
    """The value of `room:{code}`. The seed's fields first."""

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
    ttl_ms: int


class UserRecord(msgspec.Struct, rename="camel"):
    """The value of `user:{id}`. The seed's fields first."""

    id: str
    display_name: str
    room_code: str
    is_connected: bool
    socket_id: str | None
    joined_at: str
    join_number: int


_room = msgspec.json.Decoder(RoomRecord)
_user = msgspec.json.Decoder(UserRecord)
_MILLISECOND = timedelta(milliseconds=1)


def encode_room(room: Room) -> bytes:
    """The room without its members."""
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
            ttl_ms=room.ttl // _MILLISECOND,
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
        members={member.id: member for member in members},
        max_users=record.max_users,
        is_locked=record.is_locked,
        state=RoomState(record.state),
        created_at=from_iso(record.created_at),
        updated_at=from_iso(record.updated_at),
        expires_at=from_iso(record.expires_at),
        ttl=record.ttl_ms * _MILLISECOND,
    )


def _member(user: bytes) -> Member:
    record = _user.decode(user)
    return Member(
        id=record.id,
        display_name=record.display_name,
        joined_at=from_iso(record.joined_at),
        number=record.join_number,
        socket_id=record.socket_id,
    )
