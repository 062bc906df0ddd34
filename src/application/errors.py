"""What can go wrong around the rules, each with the code that clients see.

ServiceError
 +-- InvalidToken
 +-- RoomCodeTaken            RoomCodeGenerationFailed
 +-- Busy                     StoreUnavailable
 |                             +-- StoreFull
 +-- RateLimited
"""

from typing import ClassVar


class ServiceError(Exception):
    """The command was not refused by a rule of the room. `str(error)` may be shown."""

    code: ClassVar[str] = "UNKNOWN_ERROR"


class InvalidToken(ServiceError):
    """No token, a malformed, expired, foreign or wrongly signed one."""

    code = "UNAUTHORIZED"

    def __init__(self, reason: str = "The token is not valid.") -> None:
        super().__init__(reason)


class RoomCodeTaken(ServiceError):
    """A room with this code exists. `CreateRoom` answers it with another code."""

    def __init__(self) -> None:
        super().__init__("The room code is taken.")


class RoomCodeGenerationFailed(ServiceError):
    """Every code that was tried was taken: the codes are too short for so many rooms."""

    code = "ROOM_CODE_GENERATION_FAILED"

    def __init__(self, tries: int) -> None:
        super().__init__(f"No free room code was found in {tries} tries.")


class Busy(ServiceError):
    """More is waiting than the server will hold. Nothing was done; try again."""

    code = "BUSY"

    def __init__(self) -> None:
        super().__init__("Too many commands are waiting. Try again.")


class StoreUnavailable(ServiceError):
    """The store gave no answer in time.

    Whether a change was applied is *unknown*; it will not be applied later.
    """

    code = "SERVICE_UNAVAILABLE"

    def __init__(self, reason: str = "The room store does not answer. Try again.") -> None:
        super().__init__(reason)


class StoreFull(StoreUnavailable):
    """The store has no memory left to write in. Nothing was changed; reads go on."""

    def __init__(self) -> None:
        super().__init__("The room store is full. Nothing was changed. Try again later.")


class RateLimited(ServiceError):
    """Too many requests of one kind from one source. `retry_after` is in whole seconds."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_after} s.")
        self.retry_after = retry_after
