"""What clients send (seed document, "Incoming"). Fields that are not listed are refused."""

from typing import Annotated, ClassVar

import msgspec

UserId = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Handshake(msgspec.Struct, frozen=True):
    """Enters the room of the token: `io("/rooms", { auth: { token } })`."""

    token: Annotated[str, msgspec.Meta(description="What create, join or rejoin answered.")]


class Incoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A command. Its fields are its payload; for one without fields that is missing, null or an
    empty object."""

    event: ClassVar[str]


class Close(Incoming, frozen=True):
    """The host closes the room. Everything of it is gone, and every token is worth nothing."""

    event = "room:close"


class Leave(Incoming, frozen=True):
    """Leaves the room for good."""

    event = "room:leave"


class Kick(Incoming, frozen=True):
    """The host sends a member away."""

    event = "room:kick"
    kick_user_id: UserId


class ToggleLock(Incoming, frozen=True):
    """The host locks the room, or unlocks it. Nobody joins a locked room."""

    event = "room:toggle_lock"


class TransferHost(Incoming, frozen=True):
    """The host makes another member the host."""

    event = "room:transfer_host"
    new_host_id: UserId


INCOMING: tuple[type[Incoming], ...] = (Close, Leave, Kick, ToggleLock, TransferHost)
