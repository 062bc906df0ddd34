"""The changes that the tests of the contract make, as functions to give to `update`.

A store may run a change again, so each decides on its ids before, not while it runs.
"""

from application.contract.fresh import fresh
from application.ports import Change
from domain.events import Events, MemberDisconnected
from domain.room import Room


def joining(user_id: str | None = None, display_name: str = "Guest") -> Change:
    """Someone joins; somebody new each time, unless it says who."""
    newcomer = user_id or fresh("guest")
    return lambda room: room.join(newcomer, display_name, room.updated_at)


def connecting(user_id: str, socket_id: str | None = None, node_id: str = "a node") -> Change:
    """A member is here, on a new socket unless it says on which."""
    socket = socket_id or fresh("socket")
    return lambda room: room.connect(user_id, socket, node_id)


def disconnecting(user_id: str, socket_id: str) -> Change:
    """A member's socket is gone."""
    return lambda room: room.disconnect(user_id, socket_id)


def leaving(user_id: str) -> Change:
    """A member leaves."""
    return lambda room: room.leave(user_id)


def kicking(user_id: str) -> Change:
    """The host, whoever that is by now, sends a member away."""
    return lambda room: room.kick(by=room.host_id, target=user_id)


def handing_to(user_id: str) -> Change:
    """The host, whoever that is by now, makes a member the host."""
    return lambda room: room.transfer_host(by=room.host_id, to=user_id)


def toggle(room: Room) -> Events:
    """The host, whoever that is by now, toggles the lock."""
    return room.toggle_lock(by=room.host_id)


def close(room: Room) -> Events:
    """The host, whoever that is by now, closes the room."""
    return room.close(by=room.host_id)


def nothing(_: Room) -> Events:
    """It turns out that there is nothing to change."""
    return ()


class Mistake(Exception):
    """What a change with a bug raises."""


def mistaken(_: Room) -> Events:
    """A change with a bug."""
    raise Mistake


def impossible(_: Room) -> Events:
    """A change with another bug: what it says happened can't happen to any room."""
    return (MemberDisconnected("nobody"),)
