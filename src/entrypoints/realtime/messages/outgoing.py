"""What clients are told (seed document, "Outgoing", and DESIGN, "Wire")."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from domain.events import LeaveReason
from entrypoints.realtime.messages.codes import CommandCode, Sentence
from entrypoints.wire import RoomView, UserView

Version = Annotated[int, msgspec.Meta(ge=1)]
Moment = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]


class ClosedReason(StrEnum):
    """Why a room is gone: closed by its host, left by the last one in it, closed by those who run
    the server, past its deadline, or lost by the store."""

    HOST_CLOSED = "HOST_CLOSED"
    HOST_LEFT = "HOST_LEFT"
    OPERATOR_CLOSED = "OPERATOR_CLOSED"
    EXPIRED = "EXPIRED"
    LOST = "LOST"


class Outgoing(msgspec.Struct, frozen=True, rename="camel"):
    """An event. Its fields are its payload; one without fields has none."""

    event: ClassVar[str]


class RoomState(Outgoing, frozen=True):
    """The whole room at one version. To a socket that enters, and again whenever some event may
    have been missed; it replaces everything. Every later event is exactly one step on."""

    event = "room:state"
    room: RoomView
    users: tuple[UserView, ...]
    version: Version


class RoomClosed(Outgoing, frozen=True):
    """The room is gone. To all, who are then disconnected for good."""

    event = "room:closed"
    reason: ClosedReason


class RoomExpiring(Outgoing, frozen=True):
    """The room is about to reach its deadline, which any change moves. To all."""

    event = "room:expiring"
    expires_at: Moment


class HostUpdated(Outgoing, frozen=True):
    """Another member is the host now. To all."""

    event = "room:host_updated"
    host_id: str


class LockToggled(Outgoing, frozen=True):
    """The room is locked, or unlocked. To all."""

    event = "room:lock_toggled"
    is_locked: bool


class UserJoined(Outgoing, frozen=True):
    """Someone joined over HTTP, and is about to connect. To all."""

    event = "user:joined"
    user: UserView


class UserConnected(Outgoing, frozen=True):
    """A member is here. To all others; to itself only after its node was taken for dead."""

    event = "user:connected"
    user: UserView


class UserDisconnected(Outgoing, frozen=True):
    """A member's connection is gone; it stays a member. To all others, and as `user:connected`
    to itself."""

    event = "user:disconnected"
    user: UserView


class UserKicked(Outgoing, frozen=True):
    """The host sent this user away, who is then disconnected for good. To the kicked alone."""

    event = "user:kicked"


class UserLeft(Outgoing, frozen=True):
    """Someone is no member any more: left, was kicked, or was away for too long. To the others."""

    event = "user:left"
    reason: LeaveReason
    user_id: str


class UserToken(Outgoing, frozen=True):
    """A new token for one who stays, at half the life of the last one. To that user."""

    event = "user:token"
    token: str


class RoomFault(Outgoing, frozen=True):
    """A command was refused, or the socket is sent away. To the one whom it concerns."""

    event = "error:room"
    code: CommandCode
    message: Sentence


OUTGOING: tuple[type[Outgoing], ...] = (
    RoomState,
    RoomClosed,
    RoomExpiring,
    HostUpdated,
    LockToggled,
    UserJoined,
    UserConnected,
    UserDisconnected,
    UserKicked,
    UserLeft,
    UserToken,
    RoomFault,
)
