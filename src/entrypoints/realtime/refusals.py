"""How errors are told to sockets."""

import asyncio
from typing import NamedTuple

import structlog

from application.errors import Busy, RateLimited, ServiceError, StoreUnavailable
from domain.errors import MemberNotFound, RoomError, RoomNotFound, SessionReplaced

log = structlog.stdlib.get_logger(__name__)


class Refusal(NamedTuple):
    """An error as clients see it (seed document, "Error Codes"). `retry_after`, in whole
    seconds, is told to those who may not enter yet."""

    code: str
    message: str
    retry_after: int | None = None


NOT_MEMBER = Refusal(MemberNotFound.code, str(MemberNotFound("")))
NO_ROOM = Refusal(RoomNotFound.code, str(RoomNotFound()))
BUSY = Refusal(Busy.code, str(Busy()))
UNAVAILABLE = Refusal(StoreUnavailable.code, str(StoreUnavailable()))
REPLACED = Refusal(SessionReplaced.code, str(SessionReplaced()))
TOO_FAST = Refusal("RATE_LIMITED", "Too many commands. Slow down, or the connection is closed.")
UNKNOWN = Refusal("UNKNOWN_ERROR", "An unexpected error occurred.")


def invalid(reason: str) -> Refusal:
    """What was sent makes no sense, whatever the room."""
    return Refusal("INVALID_INPUT", reason)


def refusal_of(error: Exception) -> Refusal:
    """The code and sentence for an error; one that nobody foresaw is logged."""
    if isinstance(error, RateLimited):
        return Refusal(error.code, str(error), error.retry_after)
    if isinstance(error, RoomError | ServiceError):
        return Refusal(error.code, str(error))
    if isinstance(error, asyncio.TimeoutError):
        return UNAVAILABLE
    log.error("unexpected error", exc_info=error)
    return UNKNOWN
