"""Rooms and people as a client of the package `greenroom_client` is told of them."""

from datetime import UTC, datetime

from greenroom_client import Room, RoomState, StateReplaced, User

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CODE = "KRTWXY"


def a_user(name: str, *, connected: bool = True) -> User:
    """A member whose id is its name in small letters."""
    return User(name.lower(), name, CODE, connected, NOON)


def told(*names: str, version: int = 1, locked: bool = False) -> StateReplaced:
    """`room:state` of a room in which these people are connected; the first is the host."""
    room = Room(CODE, names[0].lower(), locked, 8, "CREATED", NOON, NOON)
    return StateReplaced(room, tuple(a_user(name) for name in names), version)


def known(*names: str, version: int = 1, locked: bool = False) -> RoomState:
    """The same as a state."""
    return RoomState.of(told(*names, version=version, locked=locked))
