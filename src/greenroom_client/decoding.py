"""From what came over the wire to what it means."""

from typing import Any

import msgspec

from greenroom_client.errors import NotUnderstood, Refused
from greenroom_client.events import NAMES, RoomEvent, Unknown
from greenroom_client.wire import Answer, NoEntry


def event_of(name: str, arguments: tuple[Any, ...]) -> RoomEvent | Unknown:
    """The event of this name with these arguments. Raises `NotUnderstood` when a known one has
    an unknown payload: what is known of the room can't be trusted any more."""
    payload = arguments[0] if arguments else None
    kind = NAMES.get(name)
    if kind is None:
        return Unknown(name, payload)
    try:
        return msgspec.convert({} if payload is None else payload, kind)
    except msgspec.ValidationError as error:
        raise NotUnderstood(f"{name}: {error}") from error


def refusal_in(answer: Any) -> Refused | None:
    """The refusal in a command's acknowledgement, if it is one. Raises `NotUnderstood`."""
    try:
        told = msgspec.convert(answer, Answer)
    except msgspec.ValidationError as error:
        raise NotUnderstood(f"The acknowledgement: {error}") from error
    if told.ok:
        return None
    if told.error is None:
        raise NotUnderstood("The acknowledgement: a refusal without an error.")
    return Refused(told.error.code, told.error.message)


def no_entry_in(told: Any) -> Refused | None:
    """The refusal in a `connect_error`; None where it is not the server that speaks."""
    try:
        no_entry = msgspec.convert(told, NoEntry)
    except msgspec.ValidationError:
        return None
    reason = no_entry.data
    return Refused(reason.code, no_entry.message, retry_after=reason.retry_after)
