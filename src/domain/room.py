"""The room: its rules and its state.

A command is a method that checks its rule and returns the events it causes, or raises a
`RoomError`; it changes nothing. On a closed room every command raises `RoomNotFound`.
`Room.apply` turns events into the next room and is the only place where state changes.
What time has brought is a rule as well: `Room.due` returns its events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain import due, transitions
from domain.deadline import following, last_call
from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    IdempotencyKeyReused,
    MemberNotFound,
    NotHost,
    RoomFull,
    RoomLocked,
    RoomNotFound,
    SessionReplaced,
)
from domain.events import (
    CloseReason,
    Events,
    HostChanged,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    RoomClosed,
    RoomCreated,
)
from domain.member import Member
from domain.room_state import RoomState
from domain.succession import leaving
from domain.timing import Timing


@dataclass(frozen=True, slots=True)
class Room:
    """A room at one version of its life. A value: a change makes the next one.

    `room_id` is random and lasts as long as the code does; `revision` is random and new at
    every change; `version` counts the changes from 1. `members` are in order of seniority;
    `host_since` is when the host became it. Times are UTC with millisecond precision.
    """

    code: str
    room_id: str
    revision: str
    version: int
    host_id: str
    host_since: datetime
    members: Mapping[str, Member]
    max_users: int
    is_locked: bool
    state: RoomState
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    timing: Timing

    @staticmethod
    def create(
        *,
        code: str,
        room_id: str,
        revision: str,
        host_id: str,
        display_name: str,
        max_users: int,
        now: datetime,
        timing: Timing,
    ) -> tuple["Room", Events]:
        """A new room with its host as the first member, and the event that says so."""
        host = Member(host_id, display_name, joined_at=now, number=1)
        room = Room(
            code=code,
            room_id=room_id,
            revision=revision,
            version=1,
            host_id=host_id,
            host_since=now,
            members={host_id: host},
            max_users=max_users,
            is_locked=False,
            state=RoomState.CREATED,
            created_at=now,
            updated_at=now,
            expires_at=now + timing.when_empty,
            timing=timing,
        )
        return room, (RoomCreated(host, max_users),)

    @property
    def is_open(self) -> bool:
        return self.state is RoomState.CREATED

    @property
    def is_occupied(self) -> bool:
        """Whether anybody is connected."""
        return any(member.is_connected for member in self.members.values())

    @property
    def due_at(self) -> datetime | None:
        """When time will bring something (`due`), if nothing happens before."""
        return min(due.moments(self), default=None) if self.is_open else None

    @property
    def last_call_at(self) -> datetime:
        """When the people inside are told that the room is about to expire."""
        return last_call(self.expires_at, ttl=self.timing.ttl)

    def member(self, user_id: str) -> Member:
        """The member with this id. Raises `RoomNotFound` (closed) or `MemberNotFound`."""
        self._require_open()
        try:
            return self.members[user_id]
        except KeyError:
            raise MemberNotFound(user_id) from None

    def join(self, user_id: str, display_name: str, now: datetime) -> Events:
        """Nothing when a member of this id and name is in already, locked and full as it may be.

        Raises `RoomNotFound`, `IdempotencyKeyReused` (in, under another name), `RoomLocked`
        or `RoomFull`.
        """
        self._require_open()
        if user_id in self.members:
            if self.members[user_id].display_name != display_name:
                raise IdempotencyKeyReused
            return ()
        if self.is_locked:
            raise RoomLocked
        if len(self.members) >= self.max_users:
            raise RoomFull(self.max_users)
        number = max(member.number for member in self.members.values()) + 1
        return (MemberJoined(Member(user_id, display_name, now, number)),)

    def connect(self, user_id: str, socket_id: str, node_id: str) -> Events:
        """The member is here on this socket of a node; an earlier socket of its is replaced.

        Nothing when it is connected on this very socket. Raises `MemberNotFound`.
        """
        if self.member(user_id).socket_id == socket_id:
            return ()
        return (MemberConnected(user_id, socket_id, node_id),)

    def reclaim(self, user_id: str, socket_id: str, node_id: str) -> Events:
        """A socket that was given up for dead is alive, on a node that has a new name.

        It is the member's again while the member has no other. Nothing when all of that is
        known. Raises `SessionReplaced` or `MemberNotFound`.
        """
        member = self.member(user_id)
        if member.is_connected and member.socket_id != socket_id:
            raise SessionReplaced
        if member.node_id == node_id:
            return ()
        return (MemberConnected(user_id, socket_id, node_id),)

    def disconnect(self, user_id: str, socket_id: str) -> Events:
        """Nothing when the member has another socket by now. Raises `MemberNotFound`."""
        if self.member(user_id).socket_id != socket_id:
            return ()
        return (MemberDisconnected(user_id),)

    def lose_node(self, node_id: str) -> Events:
        """A node is dead, and with it every connection that it had. Nothing when it had none,
        or all of that is known. Raises `RoomNotFound`."""
        self._require_open()
        lost = (member.id for member in self.members.values() if member.node_id == node_id)
        return tuple(MemberDisconnected(user_id) for user_id in lost)

    def leave(self, user_id: str) -> Events:
        """The host is succeeded; the last one out closes the room. Raises `MemberNotFound`."""
        self.member(user_id)
        return leaving(self, user_id, LeaveReason.LEFT)

    def kick(self, *, by: str, target: str) -> Events:
        """Raises `MemberNotFound` (either of them), `NotHost` or `CannotKickSelf`."""
        self._require_host(by)
        if target == by:
            raise CannotKickSelf
        self.member(target)
        return (MemberLeft(target, LeaveReason.KICKED),)

    def close(self, *, by: str) -> Events:
        """Raises `MemberNotFound` or `NotHost`."""
        self._require_host(by)
        return (RoomClosed(CloseReason.HOST_CLOSED),)

    def close_by_operator(self) -> Events:
        """Whoever runs the server may close any room. Raises `RoomNotFound`."""
        self._require_open()
        return (RoomClosed(CloseReason.OPERATOR_CLOSED),)

    def toggle_lock(self, *, by: str) -> Events:
        """Raises `MemberNotFound` or `NotHost`."""
        self._require_host(by)
        return (LockToggled(not self.is_locked),)

    def transfer_host(self, *, by: str, to: str) -> Events:
        """Raises `MemberNotFound` (either of them), `NotHost` or `AlreadyHost`."""
        self._require_host(by)
        if to == by:
            raise AlreadyHost
        self.member(to)
        return (HostChanged(to),)

    def due(self, now: datetime) -> Events:
        """What time has brought by now, and has not happened yet. A change is decided on the
        room after that (`domain.due`)."""
        moment = self.due_at
        if moment is None or now < moment:
            return ()
        return due.brought(self, now)

    def apply(self, events: Events, *, at: datetime, revision: str) -> "Room":
        """The room after one change: its events in order, then the next version.

        `at` is when the change is committed; the deadline is extended from there. A clock
        that was set back does not take the room back with it.
        """
        at = max(self.updated_at, at)
        room = transitions.after_all(self, events, at)
        return replace(
            room,
            version=self.version + 1,
            revision=revision,
            updated_at=at,
            expires_at=following(self, room, at),
        )

    def _require_open(self) -> None:
        if not self.is_open:
            raise RoomNotFound

    def _require_host(self, user_id: str) -> None:
        if self.member(user_id).id != self.host_id:
            raise NotHost
