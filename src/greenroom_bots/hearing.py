"""What one player knows of its room, going by nothing but what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from greenroom_client import (
    Event,
    HostChanged,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    RoomState,
    StateReplaced,
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What has to be the same for everybody. `members` tells of each whether it is here."""

    host_id: str
    is_locked: bool
    members: Mapping[str, bool]

    @classmethod
    def of(cls, state: RoomState) -> "Knowledge":
        members = {id: user.is_connected for id, user in state.members.items()}
        return cls(state.room.host_id, state.room.is_locked, members)


class Hearing:
    """One connection's. `version` is that of the last `room:state` that this player was told,
    over this connection or one before."""

    def __init__(self, user_id: str, version: int = 0) -> None:
        self.version = version
        self.state: RoomState | None = None
        self.user_id = user_id

    @property
    def knowledge(self) -> Knowledge | None:
        """None before the room was told."""
        return None if self.state is None else Knowledge.of(self.state)

    def hear(self, event: Event) -> str | None:
        """Take this in. Returns why it can't be, if it can't."""
        before = self.state
        if isinstance(event, StateReplaced):
            wrong = self._at_odds(event)
            self.version = event.version
            self.state = RoomState.of(event)
            return wrong
        if before is None:
            return None  # a token, or an end, may come first
        self.state = before.after(event)
        return impossible(event, before)

    def _at_odds(self, told: StateReplaced) -> str | None:
        is_entry = self.state is None
        if told.version < self.version or (is_entry and told.version == self.version):
            return f"version {told.version} after version {self.version}"
        me = next((user for user in told.users if user.id == self.user_id), None)
        if me is None or (is_entry and not me.is_connected):
            return f"version {told.version} without itself as a member who is here"
        return None


def impossible(event: Event, room: RoomState) -> str | None:
    """Why this can't happen in this room: something was missed, came twice, or never was."""
    match event:
        case MemberJoined(user) if user.id in room.members:
            return f"{user.display_name} joins, who is a member already"
        case MemberConnected(user) | MemberDisconnected(user) if user.id not in room.members:
            return f"{user.display_name} comes or goes, who is no member"
        case MemberConnected(user) if room.members[user.id].is_connected:
            return f"{user.display_name} comes, who is here already"
        case MemberDisconnected(user) if not room.members[user.id].is_connected:
            return f"{user.display_name} goes, who is not here"
        case MemberLeft(_, user_id) if user_id not in room.members:
            return f"{user_id} leaves, who is no member"
        case HostChanged(host_id) if host_id not in room.members:
            return f"{host_id} becomes the host, who is no member"
        case HostChanged(host_id) if host_id == room.room.host_id:
            return f"{room.members[host_id].display_name} becomes the host, who is it already"
        case LockToggled(is_locked) if is_locked == room.is_locked:
            return f"the room is {_lock(is_locked)}, which it was already"
    return None


def difference(one: Knowledge, other: Knowledge) -> str:
    """Where the two differ, as `this / that`; empty where they don't."""
    found = []
    if one.host_id != other.host_id:
        found.append(f"the host is {one.host_id} / {other.host_id}")
    if one.is_locked != other.is_locked:
        found.append(f"it is {_lock(one.is_locked)} / {_lock(other.is_locked)}")
    for user_id in sorted({*one.members, *other.members}):
        here, there = one.members.get(user_id), other.members.get(user_id)
        if here != there:
            found.append(f"{user_id} is {_presence(here)} / {_presence(there)}")
    return ", ".join(found)


def _lock(is_locked: bool) -> str:
    return "locked" if is_locked else "open"


def _presence(is_here: bool | None) -> str:
    return "no member" if is_here is None else "here" if is_here else "away"
