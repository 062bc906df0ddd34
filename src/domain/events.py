"""What can happen in a room. Events are facts: already decided, not yet or already stored."""

from dataclasses import dataclass
from enum import StrEnum

from domain.member import Member


class LeaveReason(StrEnum):
    """Why a member is gone (seed document, "Outgoing": `user:left`, and `TIMEOUT`)."""

    LEFT = "LEFT"
    KICKED = "KICKED"
    TIMEOUT = "TIMEOUT"


class CloseReason(StrEnum):
    """Why a room is gone (seed document, "Outgoing": `room:closed`, and `OPERATOR_CLOSED`)."""

    HOST_CLOSED = "HOST_CLOSED"
    HOST_LEFT = "HOST_LEFT"
    OPERATOR_CLOSED = "OPERATOR_CLOSED"


@dataclass(frozen=True, slots=True)
class RoomCreated:
    """The first event of every room; only `Room.create` makes one."""

    host: Member
    max_users: int


@dataclass(frozen=True, slots=True)
class MemberJoined:
    member: Member


@dataclass(frozen=True, slots=True)
class MemberConnected:
    """The member's one live connection is now `socket_id`, on the node `node_id`; an earlier
    one is replaced."""

    user_id: str
    socket_id: str
    node_id: str


@dataclass(frozen=True, slots=True)
class MemberDisconnected:
    user_id: str


@dataclass(frozen=True, slots=True)
class MemberMissed:
    """A member that disconnected is not back within the presence grace."""

    user_id: str


@dataclass(frozen=True, slots=True)
class MemberLeft:
    user_id: str
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class HostChanged:
    host_id: str


@dataclass(frozen=True, slots=True)
class LockToggled:
    is_locked: bool


@dataclass(frozen=True, slots=True)
class RoomClosed:
    reason: CloseReason


Event = (
    RoomCreated
    | MemberJoined
    | MemberConnected
    | MemberDisconnected
    | MemberMissed
    | MemberLeft
    | HostChanged
    | LockToggled
    | RoomClosed
)
Events = tuple[Event, ...]
