"""The room: its rules and its state.

A command is a method that checks its rule and returns the events it causes, or raises a
`RoomError`; it changes nothing. On a closed room every command raises `RoomNotFound`.
`Room.apply` turns events into the next room and is the only place where state changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.deadline import extended
from domain.errors import (
    AlreadyHost,
    CannotKickSelf,
    MemberNotFound,
    NotHost,
    RoomFull,
    RoomLocked,
    RoomNotFound,
)
from domain.events import (
    CloseReason,
    Event,
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


class RoomState(StrEnum):
    """Seed document, "Redis Data Structures". A closed room is never stored."""

    CREATED = "CREATED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Room:
    """A room at one version of its life. A value: a change makes the next one.

    `room_id` is random and lasts as long as the code does; `revision` is random and new at
    every change; `version` counts the changes from 1. `members` are in order of seniority.
    Times are UTC with millisecond precision.
    """

    code: str
    room_id: str
    revision: str
    version: int
    host_id: str
    members: Mapping[str, Member]
    max_users: int
    is_locked: bool
    state: RoomState
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    ttl: timedelta

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
        ttl: timedelta,
    ) -> tuple["Room", Events]:
        """A new room with its host as the first member, and the event that says so."""
        host = Member(host_id, display_name, joined_at=now, number=1)
        room = Room(
            code=code,
            room_id=room_id,
            revision=revision,
            version=1,
            host_id=host_id,
            members={host_id: host},
            max_users=max_users,
            is_locked=False,
            state=RoomState.CREATED,
            created_at=now,
            updated_at=now,
            expires_at=now + ttl,
            ttl=ttl,
        )
        return room, (RoomCreated(host, max_users),)

    @property
    def is_open(self) -> bool:
        return self.state is RoomState.CREATED

    def member(self, user_id: str) -> Member:
        """The member with this id. Raises `RoomNotFound` (closed) or `MemberNotFound`."""
        if not self.is_open:
            raise RoomNotFound
        try:
            return self.members[user_id]
        except KeyError:
            raise MemberNotFound(user_id) from None

    def join(self, user_id: str, display_name: str, now: datetime) -> Events:
        """Raises `RoomNotFound`, `RoomLocked` or `RoomFull`."""
        if not self.is_open:
            raise RoomNotFound
        if self.is_locked:
            raise RoomLocked
        if len(self.members) >= self.max_users:
            raise RoomFull(self.max_users)
        number = max(member.number for member in self.members.values()) + 1
        return (MemberJoined(Member(user_id, display_name, now, number)),)

    def connect(self, user_id: str, socket_id: str) -> Events:
        """The member is here on this socket; an earlier socket of its is replaced.

        Nothing when it is connected on this very socket. Raises `MemberNotFound`.
        """
        if self.member(user_id).socket_id == socket_id:
            return ()
        return (MemberConnected(user_id, socket_id),)

    def disconnect(self, user_id: str, socket_id: str) -> Events:
        """Nothing when the member has another socket by now. Raises `MemberNotFound`."""
        if self.member(user_id).socket_id != socket_id:
            return ()
        return (MemberDisconnected(user_id),)

    def leave(self, user_id: str) -> Events:
        """The host is succeeded; the last one out closes the room. Raises `MemberNotFound`."""
        self.member(user_id)
        if len(self.members) == 1:
            return (RoomClosed(CloseReason.HOST_LEFT),)
        left = MemberLeft(user_id, LeaveReason.LEFT)
        if user_id != self.host_id:
            return (left,)
        return (left, HostChanged(self._successor(user_id).id))

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

    def apply(self, events: Events, *, at: datetime, revision: str) -> "Room":
        """The room after one change: its events in order, then the next version.

        `at` is when the change is committed; the deadline is extended from there. A clock
        that was set back does not take the room back with it.
        """
        room, at = self, max(self.updated_at, at)
        for event in events:
            room = room._after(event)
        return replace(
            room,
            version=self.version + 1,
            revision=revision,
            updated_at=at,
            expires_at=extended(self.expires_at, at=at, ttl=self.ttl),
        )

    def _after(self, event: Event) -> "Room":
        match event:
            case MemberJoined(member):
                return self._with(member)
            case MemberConnected(user_id, socket_id):
                return self._with(replace(self.members[user_id], socket_id=socket_id))
            case MemberDisconnected(user_id):
                return self._with(replace(self.members[user_id], socket_id=None))
            case MemberLeft(user_id):
                rest = {id: m for id, m in self.members.items() if id != user_id}
                return replace(self, members=rest)
            case HostChanged(host_id):
                return replace(self, host_id=host_id)
            case LockToggled(is_locked):
                return replace(self, is_locked=is_locked)
            case RoomClosed():
                return replace(self, state=RoomState.CLOSED)
            case RoomCreated():
                raise ValueError("a room is created once, by Room.create")

    def _with(self, member: Member) -> "Room":
        return replace(self, members={**self.members, member.id: member})

    def _require_host(self, user_id: str) -> None:
        if self.member(user_id).id != self.host_id:
            raise NotHost

    def _successor(self, leaving: str) -> Member:
        """The connected member of highest seniority; if none, the senior of the others."""
        others = [member for id, member in self.members.items() if id != leaving]
        return min(others, key=lambda member: (not member.is_connected, member.number))
