"""What each event means on the wire, and to whom (seed document, "Outgoing")."""

from collections.abc import Iterator
from dataclasses import dataclass

from engineio.packet import Packet

from domain.events import (
    Event,
    Events,
    HostChanged,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    MemberMissed,
    RoomClosed,
    RoomCreated,
)
from domain.moment import iso
from domain.room import Room
from entrypoints.realtime import packets
from entrypoints.realtime.messages import outgoing
from entrypoints.realtime.refusals import NO_ROOM, NOT_MEMBER, REPLACED, Refusal
from entrypoints.wire import RoomView, UserView


@dataclass(frozen=True, slots=True)
class Announcement:
    """A packet for some sockets of a room.

    For everybody; or, with `user_id`, for that user's sockets alone (`others` false) or for
    all but them. `spare` is the one socket that is left out. An `ending` sends the sockets
    away; commands they may still send are answered with it. `given_up` is the socket that the
    store takes for gone: if it is there to hear that, it has to be reclaimed. `event` is the
    name of what the room hears, if it is that.
    """

    packet: Packet | None
    user_id: str | None = None
    others: bool = False
    spare: str | None = None
    ending: Refusal | None = None
    given_up: str | None = None
    event: str | None = None

    def is_for(self, user_id: str, socket_id: str) -> bool:
        if self.user_id is None:
            return True
        return (user_id == self.user_id) is not self.others and socket_id != self.spare


def announcements(events: Events, before: Room, after: Room) -> Iterator[Announcement]:
    """What the events that led from one room to the other are to its sockets."""
    for event in events:
        yield from _of(event, before, after)


def _of(event: Event, before: Room, after: Room) -> Iterator[Announcement]:
    match event:
        case MemberJoined(member):
            yield _to_all(outgoing.UserJoined(_user(member.id, after)))
        case MemberConnected(user_id, socket_id, _):
            yield replaced(user_id, socket_id)
            if not before.members[user_id].is_present:
                yield _to_all(outgoing.UserConnected(_user(user_id, after)))
        case MemberDisconnected(user_id) | MemberMissed(user_id):
            given_up = before.members[user_id].socket_id
            gone = outgoing.UserDisconnected(_user(user_id, after))
            if gone.user.is_connected:
                yield Announcement(None, given_up=given_up)
            else:
                yield Announcement(packets.event(gone), given_up=given_up, event=gone.event)
        case MemberLeft(user_id, reason):
            yield from _left(user_id, reason)
        case HostChanged(host_id):
            yield _to_all(outgoing.HostUpdated(host_id))
        case LockToggled(is_locked):
            yield _to_all(outgoing.LockToggled(is_locked))
        case RoomClosed(reason):
            yield closed(outgoing.ClosedReason(reason))
        case RoomCreated():
            yield from ()  # nobody is inside yet


def room_state(room: Room) -> Packet:
    """Everything there is to know of a room, at one version."""
    users = tuple(UserView.of(member, room) for member in room.members.values())
    return packets.event(outgoing.RoomState(RoomView.of(room), users, room.version))


def closed(reason: outgoing.ClosedReason) -> Announcement:
    """The room is gone, for all."""
    gone = outgoing.RoomClosed(reason)
    return Announcement(packets.event(gone), ending=NO_ROOM, event=gone.event)


def expiring(room: Room) -> Packet:
    """The room is about to reach its deadline."""
    return packets.event(outgoing.RoomExpiring(iso(room.expires_at)))


def replaced(user_id: str, socket_id: str | None) -> Announcement:
    """The user's one live connection is `socket_id`; its other sockets go."""
    return Announcement(packets.error(REPLACED), user_id, spare=socket_id, ending=REPLACED)


def no_member(user_id: str) -> Announcement:
    """The user is no member any more; how that came about is not known."""
    return Announcement(packets.error(NOT_MEMBER), user_id, ending=NOT_MEMBER)


def _left(user_id: str, reason: LeaveReason) -> Iterator[Announcement]:
    if reason is LeaveReason.KICKED:
        last = outgoing.UserKicked()
        yield Announcement(packets.event(last), user_id, ending=NOT_MEMBER, event=last.event)
    else:
        yield Announcement(None, user_id, ending=NOT_MEMBER)
    left = outgoing.UserLeft(reason, user_id)
    yield Announcement(packets.event(left), user_id, others=True, event=left.event)


def _to_all(message: outgoing.Outgoing) -> Announcement:
    return Announcement(packets.event(message), event=message.event)


def _user(user_id: str, room: Room) -> UserView:
    return UserView.of(room.members[user_id], room)
