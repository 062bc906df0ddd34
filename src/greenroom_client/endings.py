"""Why a room is over for this client."""

from dataclasses import dataclass
from enum import StrEnum


class EndReason(StrEnum):
    """The first five are those of `room:closed`."""

    HOST_CLOSED = "HOST_CLOSED"
    HOST_LEFT = "HOST_LEFT"
    OPERATOR_CLOSED = "OPERATOR_CLOSED"
    """By those who run the server."""
    EXPIRED = "EXPIRED"
    LOST = "LOST"
    CLOSED = "CLOSED"
    """Closed for a reason that this version does not know."""
    GONE = "GONE"
    """When the client came back, there was no such room any more."""
    KICKED = "KICKED"
    LEFT = "LEFT"
    REMOVED = "REMOVED"
    """No member any more; how that came about was not told. Away for too long, for example."""
    REPLACED = "REPLACED"
    """The same user has connected from somewhere else."""
    REFUSED = "REFUSED"
    """When the client came back, it was not let in: its token has expired, for example."""
    CONNECTION_LOST = "CONNECTION_LOST"
    """The server was away for longer than the client was to wait."""
    FAILED = "FAILED"
    """What the server said makes no sense to this version, or the client itself has failed; the
    iterator raises what it was."""
    STOPPED = "STOPPED"
    """The client's own block has ended. It is still a member, and may enter again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a room is over, for programs and in words."""

    reason: EndReason
    message: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"
