"""What clients are answered: to their handshake, and to commands that ask for an answer."""

from typing import Annotated

import msgspec

from entrypoints.realtime.messages.codes import CommandCode, EntryCode, Sentence

RetryAfter = Annotated[int, msgspec.Meta(ge=1, description="Seconds to wait before `connect()`.")]


class Entered(msgspec.Struct, frozen=True):
    """The socket is in (a stock client's `connect`). `room:state` follows."""

    sid: str


class EntryFault(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Why a socket was refused. `retryAfter` is there with `RATE_LIMITED`."""

    code: EntryCode
    retry_after: RetryAfter | msgspec.UnsetType = msgspec.UNSET


class EntryRefused(msgspec.Struct, frozen=True):
    """The socket is refused (a stock client's `connect_error`), and stays away by itself."""

    message: Sentence
    data: EntryFault


def _always(value: bool) -> msgspec.Meta:
    return msgspec.Meta(extra_json_schema={"const": value})


class Done(msgspec.Struct, frozen=True):
    """The command is done, and stored. The event that announces it may come before or after."""

    ok: Annotated[bool, _always(True)]


class CommandFault(msgspec.Struct, frozen=True):
    """Why a command was refused."""

    code: CommandCode
    message: Sentence


class Refused(msgspec.Struct, frozen=True):
    """The command is refused; `error:room` says the same."""

    ok: Annotated[bool, _always(False)]
    error: CommandFault
