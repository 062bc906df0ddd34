"""What a route says of itself to those who read the description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from litestar.exceptions import ClientException

OPERATION = "operation"
"""The key in a route's `opt` of its `Operation`."""

UNREADABLE = (ClientException(),)
"""What any request is told whose `Host` is none (RFC 9112, 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that is no problem document.

    Its schema is that of the `examples`, which are structs of one kind; where there is none, an
    object. `headers` are those that only this answer has. Text of the `media_types` is no JSON,
    and has no example.
    """

    status: int
    description: str
    examples: Mapping[str, msgspec.Struct] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request: what it takes, and everything that can be answered.

    `bodies` are examples of its body, `refusals` examples of the errors that may be told: one
    at least of each code. `is_counted` says that there is a budget of such requests;
    `may_take_token` that the node may have been told to ask for a token of its own.
    """

    id: str
    tag: str
    summary: str
    description: str
    replies: tuple[Reply, ...]
    refusals: tuple[Exception, ...] = ()
    bodies: Mapping[str, msgspec.Struct] = field(default_factory=dict)
    takes_token: bool = False
    may_take_token: bool = False
    takes_key: bool = False
    is_counted: bool = False


def raised_by(act: Callable[..., object], *given: object) -> Exception:
    """What `act` raises when it is given this: an example that says what the code says."""
    try:
        act(*given)
    except Exception as error:
        return error
    raise ValueError(f"{given} is not refused")
