"""What is asked of a room over its socket."""

from typing import ClassVar

import msgspec


class Command(msgspec.Struct, frozen=True, rename="camel"):
    """A command; its fields are its payload."""

    name: ClassVar[str]


class Close(Command, frozen=True):
    """The host closes the room."""

    name = "room:close"


class Leave(Command, frozen=True):
    """The member leaves for good."""

    name = "room:leave"


class Kick(Command, frozen=True):
    """The host sends a member away."""

    name = "room:kick"
    kick_user_id: str


class ToggleLock(Command, frozen=True):
    """The host locks the room, or unlocks it."""

    name = "room:toggle_lock"


class TransferHost(Command, frozen=True):
    """The host makes another member the host."""

    name = "room:transfer_host"
    new_host_id: str


COMMANDS: tuple[type[Command], ...] = (Close, Leave, Kick, ToggleLock, TransferHost)
