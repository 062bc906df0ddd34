"""What happens in a room, as it is told.

Every event of the wire is a class here, which has the fields of its payload. Beside them are
the client's own, which tell of the connection and of what the reader has missed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from greenroom_client.wire import Room, User


class LeaveReason(StrEnum):
    """Why a member is a member no more."""

    LEFT = "LEFT"
    KICKED = "KICKED"
    TIMEOUT = "TIMEOUT"
    OTHER = "OTHER"
    """One that this version does not know."""

    @classmethod
    def _missing_(cls, value: object) -> "LeaveReason":
        return cls.OTHER


class CloseReason(StrEnum):
    """Why a room was closed."""

    HOST_CLOSED = "HOST_CLOSED"
    HOST_LEFT = "HOST_LEFT"
    OPERATOR_CLOSED = "OPERATOR_CLOSED"
    EXPIRED = "EXPIRED"
    LOST = "LOST"
    OTHER = "OTHER"
    """One that this version does not know."""

    @classmethod
    def _missing_(cls, value: object) -> "CloseReason":
        return cls.OTHER


class StateReplaced(msgspec.Struct, frozen=True):
    """The whole room (`room:state`), on entering and whenever events may have been missed."""

    room: Room
    users: tuple[User, ...]
    version: int


class RoomClosed(msgspec.Struct, frozen=True):
    """The room is gone (`room:closed`)."""

    reason: CloseReason


class RoomExpiring(msgspec.Struct, frozen=True, rename="camel"):
    """The room is about to reach its deadline (`room:expiring`); any change moves it."""

    expires_at: datetime


class HostChanged(msgspec.Struct, frozen=True, rename="camel"):
    """The host is another (`room:host_updated`)."""

    host_id: str


class LockToggled(msgspec.Struct, frozen=True, rename="camel"):
    """The room is locked, or open again (`room:lock_toggled`)."""

    is_locked: bool


class MemberJoined(msgspec.Struct, frozen=True):
    """Someone is a member now, and not connected yet (`user:joined`)."""

    user: User


class MemberConnected(msgspec.Struct, frozen=True):
    """A member is here (`user:connected`)."""

    user: User


class MemberDisconnected(msgspec.Struct, frozen=True):
    """A member's connection is gone; it stays a member (`user:disconnected`)."""

    user: User


class MemberLeft(msgspec.Struct, frozen=True, rename="camel"):
    """Someone is a member no more (`user:left`)."""

    reason: LeaveReason
    user_id: str


class Kicked(msgspec.Struct, frozen=True):
    """The host has sent this client's user away (`user:kicked`)."""


class TokenRenewed(msgspec.Struct, frozen=True):
    """A newer token (`user:token`). The room's `seat` has it already: keep that, not this."""

    token: str

    def __repr__(self) -> str:
        return "TokenRenewed(token=...)"


class ErrorTold(msgspec.Struct, frozen=True):
    """An error that concerns this client (`error:room`). A command that is refused raises it,
    too."""

    code: str
    message: str


class ConnectionLost(msgspec.Struct, frozen=True):
    """The connection is gone, and is being made anew. What happens meanwhile is not told."""


class ConnectionRestored(msgspec.Struct, frozen=True):
    """The connection is there again. `StateReplaced` follows."""


class EventsMissed(msgspec.Struct, frozen=True):
    """The reader was too slow: so many events were dropped. `StateReplaced`, with what is known
    of the room by now, follows."""

    number: int


class Unknown(msgspec.Struct, frozen=True):
    """An event that this version does not know, from a newer server."""

    name: str
    payload: Any


RoomEvent = (
    StateReplaced
    | RoomClosed
    | RoomExpiring
    | HostChanged
    | LockToggled
    | MemberJoined
    | MemberConnected
    | MemberDisconnected
    | MemberLeft
    | Kicked
    | TokenRenewed
    | ErrorTold
)
"""The events of the wire."""

Event = RoomEvent | ConnectionLost | ConnectionRestored | EventsMissed | Unknown
"""Everything that a room's `events()` may yield."""

NAMES: dict[str, type[RoomEvent]] = {
    "room:state": StateReplaced,
    "room:closed": RoomClosed,
    "room:expiring": RoomExpiring,
    "room:host_updated": HostChanged,
    "room:lock_toggled": LockToggled,
    "user:joined": MemberJoined,
    "user:connected": MemberConnected,
    "user:disconnected": MemberDisconnected,
    "user:left": MemberLeft,
    "user:kicked": Kicked,
    "user:token": TokenRenewed,
    "error:room": ErrorTold,
}
"""The class of each event of the wire, by its name there."""
