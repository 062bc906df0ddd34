"""What rooms and people look like to clients, over HTTP and over sockets alike.

Field names and order are the seed document's. Dates are ISO 8601, UTC, in milliseconds.
"""

import msgspec

from domain.member import Member
from domain.moment import iso
from domain.room import Room


class RoomView(msgspec.Struct, frozen=True, rename="camel"):
    """A room (seed document, `GET /rooms/:code`)."""

    code: str
    host_id: str
    is_locked: bool
    max_users: int
    state: str
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, room: Room) -> "RoomView":
        return cls(
            code=room.code,
            host_id=room.host_id,
            is_locked=room.is_locked,
            max_users=room.max_users,
            state=room.state.value,
            created_at=iso(room.created_at),
            updated_at=iso(room.updated_at),
        )


class UserView(msgspec.Struct, frozen=True, rename="camel"):
    """A member. Socket ids and node names stay in the store. One whose connection was lost a
    moment ago is still shown as connected (`PRESENCE_GRACE_SECONDS`)."""

    id: str
    display_name: str
    room_code: str
    is_connected: bool
    joined_at: str

    @classmethod
    def of(cls, member: Member, room: Room) -> "UserView":
        return cls(
            id=member.id,
            display_name=member.display_name,
            room_code=room.code,
            is_connected=member.is_present,
            joined_at=iso(member.joined_at),
        )
