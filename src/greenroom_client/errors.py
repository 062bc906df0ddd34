"""What can go wrong. A refusal is the server's answer; everything else is about reaching it."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenroom_client.endings import Ended


class Code(StrEnum):
    """The codes of refusals, over HTTP and over sockets (docs/protocol.md)."""

    INVALID_INPUT = "INVALID_INPUT"
    ROOM_LOCKED = "ROOM_LOCKED"
    ROOM_FULL = "ROOM_FULL"
    UNAUTHORIZED = "UNAUTHORIZED"
    ROOM_NOT_FOUND = "ROOM_NOT_FOUND"
    MEMBER_NOT_FOUND = "MEMBER_NOT_FOUND"
    NOT_HOST = "NOT_HOST"
    ALREADY_HOST = "ALREADY_HOST"
    CANNOT_KICK_SELF = "CANNOT_KICK_SELF"
    SESSION_REPLACED = "SESSION_REPLACED"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    RATE_LIMITED = "RATE_LIMITED"
    UNKNOWN_ERROR = "UNKNOWN_ERROR"
    ROOM_CODE_GENERATION_FAILED = "ROOM_CODE_GENERATION_FAILED"
    BUSY = "BUSY"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"


class GreenroomError(Exception):
    """Everything that this package raises by itself, save `ValueError` for wrong arguments."""


class Refused(GreenroomError):
    """The server has answered, and the answer is no.

    `code` is one of `Code`, or one that a newer server has. `status` is the HTTP status, None
    over sockets. `retry_after`, in seconds, is there where the server names a time; `field`
    where a field of the request is at fault.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after
        self.field = field


class ConnectionFailed(GreenroomError):
    """The server could not be reached. Of its kinds, only `AnswerLost` leaves it open whether
    something was done."""


class NotConnected(ConnectionFailed):
    """The connection is gone at the moment, and is being made anew. Nothing was sent."""


class AnswerLost(ConnectionFailed):
    """What was asked was sent, and no answer came in time: whether it was done is unknown."""


class RoomEnded(GreenroomError):
    """There is nothing more to be done in this room; `ended` says why."""

    def __init__(self, ended: "Ended") -> None:
        super().__init__(str(ended))
        self.ended = ended


class NotUnderstood(GreenroomError):
    """What came is not what Greenroom says: another server, or one of another time."""
