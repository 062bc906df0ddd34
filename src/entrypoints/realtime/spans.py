"""What the spans of sockets are named, and what is noted of them."""

from application.errors import Busy, StoreUnavailable
from application.ports import Span
from entrypoints.realtime.refusals import UNKNOWN, Refusal

ROOM, USER = "greenroom.room", "greenroom.user"
"""The attributes with the room's code and the user's id."""

VERSION, SOCKETS = "greenroom.version", "greenroom.sockets"
"""The attributes of a fan-out: the version announced, and how many sockets of the room are here."""

RESULT = "greenroom.result"
"""The attribute that says `ok`, or with which code something was refused."""

FAULTS = frozenset({Busy.code, StoreUnavailable.code, UNKNOWN.code})
"""Refusals that are the server's or its store's fault; the others are answers."""


def end_of(span: Span, refusal: Refusal | None) -> None:
    """What the span was about came to this end."""
    code = "ok" if refusal is None else refusal.code
    span.note({RESULT: code})
    if code in FAULTS:
        span.fail(code)
