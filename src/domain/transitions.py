"""What each event makes of a room. Only `Room.apply` and `Room.due` come here."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.events import (
    Event,
    Events,
    HostChanged,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    MemberMissed,
    RoomClosed,
    RoomCreated,
)
from domain.member import Member
from domain.room_state import RoomState
from domain.timing import NEVER

if TYPE_CHECKING:
    from domain.room import Room


def after_all(room: "Room", events: Events, at: datetime) -> "Room":
    """The room once these events have happened at this moment; the version is the same."""
    for event in events:
        room = _after(room, event, at)
    return room


def _after(room: "Room", event: Event, at: datetime) -> "Room":
    match event:
        case MemberJoined(member):
            return _with(room, member)
        case MemberConnected(user_id, socket_id, node_id):
            return _with(room, room.members[user_id].connected(socket_id, node_id))
        case MemberDisconnected(user_id):
            lingers = room.timing.presence_grace > NEVER
            return _with(room, room.members[user_id].disconnected(at, lingers=lingers))
        case MemberMissed(user_id):
            return _with(room, room.members[user_id].missed())
        case MemberLeft(user_id):
            rest = {id: m for id, m in room.members.items() if id != user_id}
            return replace(room, members=rest)
        case HostChanged(host_id):
            return replace(room, host_id=host_id, host_since=at)
        case LockToggled(is_locked):
            return replace(room, is_locked=is_locked)
        case RoomClosed():
            return replace(room, state=RoomState.CLOSED)
        case RoomCreated():
            raise ValueError("a room is created once, by Room.create")
        case _:
            raise TypeError(f"no event: {event!r}")


def _with(room: "Room", member: Member) -> "Room":
    return replace(room, members={**room.members, member.id: member})
