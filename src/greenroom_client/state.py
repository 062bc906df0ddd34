"""The room as a client knows it, and what each event makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from greenroom_client.events import (
    Event,
    HostChanged,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    StateReplaced,
)
from greenroom_client.wire import Room, User


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room at one moment; the next one is another object.

    `members` are by id, in the order in which they joined. `version`, and of the room
    `updated_at`, are those of the last `room:state`: the events between two have none.
    """

    room: Room
    members: Mapping[str, User]
    version: int

    @classmethod
    def of(cls, told: StateReplaced) -> "RoomState":
        return cls(told.room, {user.id: user for user in told.users}, told.version)

    @property
    def host(self) -> User | None:
        """The member who is the host. None for a moment when it has left: `HostChanged` follows."""
        return self.members.get(self.room.host_id)

    @property
    def is_locked(self) -> bool:
        return self.room.is_locked

    @property
    def connected(self) -> tuple[User, ...]:
        """The members who are here."""
        return tuple(user for user in self.members.values() if user.is_connected)

    def after(self, event: Event) -> "RoomState":
        """The room once this has happened; the same one where it changes nothing."""
        match event:
            case StateReplaced():
                return RoomState.of(event)
            case MemberJoined(user) | MemberConnected(user) | MemberDisconnected(user):
                return replace(self, members={**self.members, user.id: user})
            case MemberLeft(user_id=gone):
                rest = {id: user for id, user in self.members.items() if id != gone}
                return replace(self, members=rest)
            case HostChanged(host_id):
                return replace(self, room=msgspec.structs.replace(self.room, host_id=host_id))
            case LockToggled(is_locked):
                return replace(self, room=msgspec.structs.replace(self.room, is_locked=is_locked))
            case _:
                return self

    def told(self) -> StateReplaced:
        """This as an event, for one who has missed how it came about."""
        return StateReplaced(self.room, tuple(self.members.values()), self.version)
