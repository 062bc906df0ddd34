"""Which codes tell a client over a socket that something failed (seed document, "Error Codes")."""

from typing import Annotated

import msgspec

from application.errors import Busy, InvalidToken, RateLimited, ServiceError, StoreUnavailable
from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    InvalidInput,
    MemberNotFound,
    NotHost,
    RoomError,
    RoomNotFound,
    SessionReplaced,
)

AT_THE_DOOR = (InvalidToken, RoomNotFound, MemberNotFound, InvalidInput, RateLimited)
"""Why a socket is refused. A fault of the server closes the connection instead."""

INSIDE = (
    NotHost,
    AlreadyHost,
    CannotKickSelf,
    MemberNotFound,
    RoomNotFound,
    InvalidInput,
    SessionReplaced,
    RateLimited,
    Busy,
    StoreUnavailable,
    RoomError,  # its code is that of the unforeseen
)
"""Why a command is refused, or a socket sent away."""


def _codes(title: str, *errors: type[RoomError | ServiceError]) -> msgspec.Meta:
    return msgspec.Meta(title=title, extra_json_schema={"enum": [error.code for error in errors]})


EntryCode = Annotated[str, _codes("EntryCode", *AT_THE_DOOR)]
CommandCode = Annotated[str, _codes("CommandCode", *INSIDE)]
Sentence = Annotated[str, msgspec.Meta(description="A sentence that may be shown to a person.")]
