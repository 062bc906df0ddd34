"""What can be wrong with a command, each with the code that clients see.

RoomError
 +-- RoomNotFound        MemberNotFound
 +-- RoomLocked          RoomFull
 +-- NotHost             AlreadyHost          CannotKickSelf
 +-- SessionReplaced     IdempotencyKeyReused
 +-- InvalidInput
      +-- InvalidDisplayName
      +-- InvalidMaxUsers

Codes are those of the seed document, section "Error Codes", `INVALID_INPUT` and
`SESSION_REPLACED`.
"""

from typing import ClassVar


class RoomError(Exception):
    """A rule of the room said no. `str(error)` is a sentence that may be shown to a person."""

    code: ClassVar[str] = "UNKNOWN_ERROR"


class RoomNotFound(RoomError):
    """No room has this code: it never did, it was closed, or its deadline has passed."""

    code = "ROOM_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no room with this code.")


class MemberNotFound(RoomError):
    """The user is not, or no longer, a member of the room."""

    code = "MEMBER_NOT_FOUND"

    def __init__(self, user_id: str) -> None:
        super().__init__("This user is not a member of the room.")
        self.user_id = user_id


class RoomLocked(RoomError):
    """Nobody joins a locked room; its members may still come back."""

    code = "ROOM_LOCKED"

    def __init__(self) -> None:
        super().__init__("The room is locked.")


class RoomFull(RoomError):
    """Every place in the room is taken, the host's included."""

    code = "ROOM_FULL"

    def __init__(self, max_users: int) -> None:
        super().__init__(f"The room is full: it has room for {max_users}.")
        self.max_users = max_users


class NotHost(RoomError):
    """The command is the host's alone."""

    code = "NOT_HOST"

    def __init__(self) -> None:
        super().__init__("Only the host of the room can do this.")


class AlreadyHost(RoomError):
    """The room was to be handed to the one who has it."""

    code = "ALREADY_HOST"

    def __init__(self) -> None:
        super().__init__("This user is the host of the room already.")


class CannotKickSelf(RoomError):
    """A host leaves or closes; it does not kick itself."""

    code = "CANNOT_KICK_SELF"

    def __init__(self) -> None:
        super().__init__("You cannot kick yourself: leave or close the room.")


class SessionReplaced(RoomError):
    """The user's one live connection is another one by now."""

    code = "SESSION_REPLACED"

    def __init__(self) -> None:
        super().__init__("You are connected to the room from somewhere else.")


class IdempotencyKeyReused(RoomError):
    """The key came before, with another request. A new request takes a new key."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request before.")


class InvalidInput(RoomError):
    """A value that no room could take. `field` is its name on the wire."""

    code = "INVALID_INPUT"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}.")
        self.field = field
        self.reason = reason


class InvalidDisplayName(InvalidInput):
    """A name that is too short, too long, or made to deceive."""

    def __init__(self, reason: str) -> None:
        super().__init__("displayName", reason)


class InvalidMaxUsers(InvalidInput):
    """A room size outside 1 to `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__("maxUsers", f"must be a whole number from 1 to {limit}")
        self.limit = limit
