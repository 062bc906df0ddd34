"""What rooms and people look like to clients, over HTTP and over sockets alike.

Field names and order are those of the seed document, "HTTP Endpoints" and "User". Dates are
ISO 8601, UTC, in milliseconds.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from domain.member import Member
from domain.moment import iso
from domain.room import Room

A_USER_ID = "q7_KyHsxTtSyx0s0cLmHJA"
A_MOMENT = "2026-11-23T21:31:49.428Z"

UserId = Annotated[str, Meta(description="A user's id.", examples=[A_USER_ID])]
Moment = Annotated[
    str,
    Meta(
        description="ISO 8601, UTC, in milliseconds.",
        examples=[A_MOMENT],
        extra_json_schema={"format": "date-time", "pattern": r"\.\d{3}Z$"},
    ),
]


class RoomView(msgspec.Struct, frozen=True, rename="camel"):
    """A room, as everybody sees it who knows its code."""

    code: str
    host_id: Annotated[UserId, Meta(description="The id of the user who is its host.")]
    is_locked: Annotated[bool, Meta(description="Nobody joins a locked room.")]
    max_users: Annotated[
        int,
        Meta(
            description="Users that it may have, its host included.",
            examples=[20],
            extra_json_schema={"minimum": 1},
        ),
    ]
    state: Annotated[
        str, Meta(description="A room is open.", extra_json_schema={"const": "CREATED"})
    ]
    created_at: Moment
    updated_at: Moment

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
