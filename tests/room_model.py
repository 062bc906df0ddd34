"""A second opinion on the rules: the simplest room that could be right.

It keeps a list of people in the order in which they joined, and works out the effect of a
command by itself: it knows no events. Written from the seed document and DESIGN, not from
`domain.room`.
"""

from dataclasses import dataclass, field

from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    MemberNotFound,
    NotHost,
    RoomError,
    RoomFull,
    RoomLocked,
    RoomNotFound,
)

Refusal = type[RoomError] | None
UNREFUSED: Refusal = None


@dataclass
class RoomModel:
    """What a room should be. Each command changes it, or returns the refusal to expect."""

    places: int
    host: str
    people: list[str] = field(default_factory=list)
    sockets: dict[str, str] = field(default_factory=dict)
    locked: bool = False
    closed: bool = False
    changes: int = 1

    def join(self, user: str) -> Refusal:
        if self.closed:
            return RoomNotFound
        if self.locked:
            return RoomLocked
        if len(self.people) == self.places:
            return RoomFull
        self.people.append(user)
        return self._accepted()

    def connect(self, user: str, socket: str) -> Refusal:
        if refusal := self._unless_member(user):
            return refusal
        if self.sockets.get(user) == socket:
            return UNREFUSED
        self.sockets[user] = socket
        return self._accepted()

    def disconnect(self, user: str, socket: str) -> Refusal:
        if refusal := self._unless_member(user):
            return refusal
        if self.sockets.get(user) != socket:
            return UNREFUSED
        del self.sockets[user]
        return self._accepted()

    def leave(self, user: str) -> Refusal:
        if refusal := self._unless_member(user):
            return refusal
        if self.people == [user]:
            self.closed = True
            return self._accepted()
        self._remove(user)
        if user == self.host:
            here = [person for person in self.people if person in self.sockets]
            self.host = (here + self.people)[0]
        return self._accepted()

    def kick(self, by: str, target: str) -> Refusal:
        if refusal := self._unless_host(by):
            return refusal
        if target == by:
            return CannotKickSelf
        if target not in self.people:
            return MemberNotFound
        self._remove(target)
        return self._accepted()

    def close(self, by: str) -> Refusal:
        if refusal := self._unless_host(by):
            return refusal
        self.closed = True
        return self._accepted()

    def toggle_lock(self, by: str) -> Refusal:
        if refusal := self._unless_host(by):
            return refusal
        self.locked = not self.locked
        return self._accepted()

    def transfer_host(self, by: str, to: str) -> Refusal:
        if refusal := self._unless_host(by):
            return refusal
        if to == by:
            return AlreadyHost
        if to not in self.people:
            return MemberNotFound
        self.host = to
        return self._accepted()

    def _unless_member(self, user: str) -> Refusal:
        if self.closed:
            return RoomNotFound
        return UNREFUSED if user in self.people else MemberNotFound

    def _unless_host(self, user: str) -> Refusal:
        return self._unless_member(user) or (UNREFUSED if user == self.host else NotHost)

    def _remove(self, user: str) -> None:
        self.people.remove(user)
        self.sockets.pop(user, None)

    def _accepted(self) -> Refusal:
        self.changes += 1
        return UNREFUSED
