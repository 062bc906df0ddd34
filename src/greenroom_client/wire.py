"""What rooms, people, requests and answers look like on the wire.

Fields that a newer server adds are ignored.
"""

from datetime import datetime

import msgspec


class Room(msgspec.Struct, frozen=True, rename="camel"):
    """A room. `state` is always `CREATED`."""

    code: str
    host_id: str
    is_locked: bool
    max_users: int
    state: str
    created_at: datetime
    updated_at: datetime


class User(msgspec.Struct, frozen=True, rename="camel"):
    """A member of a room, connected or not."""

    id: str
    display_name: str
    room_code: str
    is_connected: bool
    joined_at: datetime


class Create(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """The body of `POST /rooms`."""

    display_name: str
    max_users: int | None = None


class Join(msgspec.Struct, frozen=True, rename="camel"):
    """The body of `POST /rooms/{code}/join`."""

    display_name: str


class Admission(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to create, join and rejoin."""

    room_code: str
    token: str


class Fault(msgspec.Struct, frozen=True):
    """One field and what is wrong with it."""

    field: str
    detail: str


class Problem(msgspec.Struct, frozen=True):
    """An HTTP error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: tuple[Fault, ...] = ()


class Handshake(msgspec.Struct, frozen=True):
    """What a socket comes with."""

    token: str


class Error(msgspec.Struct, frozen=True):
    """Why a command was refused."""

    code: str
    message: str


class Answer(msgspec.Struct, frozen=True):
    """The acknowledgement of a command."""

    ok: bool
    error: Error | None = None


class NoEntryReason(msgspec.Struct, frozen=True, rename="camel"):
    """`retry_after`, in seconds, says when to try again."""

    code: str
    retry_after: int | None = None


class NoEntry(msgspec.Struct, frozen=True):
    """The payload of `connect_error`: the socket was not let in."""

    message: str
    data: NoEntryReason
