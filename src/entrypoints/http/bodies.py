"""What clients send and get beside rooms (seed document, "HTTP Endpoints").

Docstrings and descriptions are read by clients too: the OpenAPI document is made of them. What
`Meta` says of values is left to the rules, which refuse in words of their own.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from application.admission import Admission

DisplayName = Annotated[
    str,
    Meta(description="What the others see; any script.", examples=["Ada", "Zoë", "さくら"]),
]
A_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJxN19LeUhzeCJ9.c2lnbmVk"  # noqa: S105
"""What tokens look like; this one opens nothing."""

Token = Annotated[
    str,
    Meta(
        description="Who the user is, and in which room. Keep it secret, and keep the newest one.",
        examples=[A_TOKEN],
    ),
]


class NewRoom(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    """A room to be opened, and who opens it."""

    display_name: DisplayName
    max_users: Annotated[
        int | None,
        Meta(description="Users that the room may have, its host included.", examples=[8]),
    ] = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Someone who comes in."""

    display_name: DisplayName


class Admitted(msgspec.Struct, frozen=True, rename="camel"):
    """A member's way in: where, and the token that opens the room's HTTP and sockets."""

    room_code: str
    token: Token

    @classmethod
    def of(cls, admission: Admission) -> "Admitted":
        return cls(room_code=admission.room_code, token=admission.token)


Check = Literal["ok", "error"]


class Checks(msgspec.Struct, frozen=True):
    """One entry for each thing that has to serve. A node that drains looks at none."""

    store: Annotated[Check | msgspec.UnsetType, Meta(description="Whether the store answers.")] = (
        msgspec.UNSET
    )
    feed: Annotated[
        Check | msgspec.UnsetType,
        Meta(description="Whether the node has heard itself, by way of the store, just now."),
    ] = msgspec.UNSET


class HealthReport(msgspec.Struct, frozen=True):
    """Whether the node takes people in: `ok`, `degraded` when a check is not, or `draining`."""

    status: Literal["ok", "degraded", "draining"]
    checks: Checks


class Liveness(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["ok"]
