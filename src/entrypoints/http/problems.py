"""What went wrong, as the client reads it: problem documents (RFC 9457).

`type` is always `about:blank`, so `title` is the status in words; `code` tells what it is.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from application.errors import (
    Busy,
    InvalidToken,
    RateLimited,
    RoomCodeGenerationFailed,
    RoomCodeTaken,
    ServiceError,
    StoreFull,
    StoreUnavailable,
)
from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    IdempotencyKeyReused,
    InvalidDisplayName,
    InvalidInput,
    InvalidMaxUsers,
    MemberNotFound,
    NotHost,
    RoomError,
    RoomFull,
    RoomLocked,
    RoomNotFound,
    SessionReplaced,
)

STATUS: dict[type[RoomError | ServiceError], int] = {
    RoomNotFound: 404,
    MemberNotFound: 404,
    RoomLocked: 400,
    RoomFull: 400,
    NotHost: 403,
    AlreadyHost: 400,
    CannotKickSelf: 400,
    SessionReplaced: 409,
    IdempotencyKeyReused: 422,
    InvalidInput: 400,
    InvalidDisplayName: 400,
    InvalidMaxUsers: 400,
    InvalidToken: 401,
    RoomCodeTaken: 503,
    RoomCodeGenerationFailed: 503,
    Busy: 503,
    StoreUnavailable: 503,
    StoreFull: 503,
    RateLimited: 429,
}
"""The HTTP status of every error of the domain and the application."""

PROTOCOL = {
    400: ("INVALID_INPUT", "The request can't be understood."),
    404: ("NOT_FOUND", "There is nothing at this path."),
    405: ("METHOD_NOT_ALLOWED", "The path does not know this method."),
    408: ("REQUEST_TIMEOUT", "The body did not arrive in time."),
    413: ("PAYLOAD_TOO_LARGE", "The body is too large."),
    415: ("UNSUPPORTED_MEDIA_TYPE", "The body must be application/json in UTF-8."),
    500: ("UNKNOWN_ERROR", "An unexpected error occurred."),
}
"""Code and detail of what goes wrong before a use case is asked, by status."""

ABOUT_BLANK = {"const": "about:blank"}


class Fault(msgspec.Struct, frozen=True):
    """One field and what is wrong with it."""

    field: Annotated[str, Meta(description="The field's name.")]
    detail: Annotated[str, Meta(description="What is wrong with it, for people.")]


class Problem(msgspec.Struct, frozen=True):
    """An RFC 9457 problem document with a `code`."""

    type: Annotated[str, Meta(description="Always the same.", extra_json_schema=ABOUT_BLANK)]
    title: Annotated[str, Meta(description="The status in words.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What went wrong, for people.")]
    code: Annotated[str, Meta(description="What went wrong, for programs.")]
    field: Annotated[
        str | UnsetType, Meta(description="The field at fault; where several are, the first.")
    ] = UNSET
    errors: Annotated[
        tuple[Fault, ...] | UnsetType,
        Meta(description="Where several fields are at fault, each of them."),
    ] = UNSET


def problem(status: int, code: str, detail: str, faults: tuple[InvalidInput, ...] = ()) -> Problem:
    """The document for this status, titled with its phrase."""
    return Problem(
        type=ABOUT_BLANK["const"],
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        field=faults[0].field if faults else UNSET,
        errors=tuple(Fault(f.field, str(f)) for f in faults) if len(faults) > 1 else UNSET,
    )


def protocol_problem(status: int) -> Problem:
    """The document for an error of the protocol, whose only content is its status."""
    code, detail = PROTOCOL[status]
    return problem(status, code, detail)
