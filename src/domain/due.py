"""What time brings to a room, without anybody asking.

Pure: the room and the moment are arguments. A room that is never asked changes nothing; what
was due all along happens, in this order, when someone does.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from domain import transitions
from domain.events import Events, HostChanged, LeaveReason, MemberMissed
from domain.member import Member
from domain.succession import leaving, successor
from domain.timing import NEVER

if TYPE_CHECKING:
    from domain.room import Room


def moments(room: "Room") -> Iterator[datetime]:
    """When something is due, if nothing happens before."""
    if moment := host_passes_at(room):
        yield moment
    if room.timing.member_grace or room.timing.presence_grace:
        for member in room.members.values():
            yield from filter(None, (missed_at(room, member), times_out_at(room, member)))


def brought(room: "Room", now: datetime) -> Events:
    """All that is due by now, in its order."""
    events: Events = ()
    at = max(room.updated_at, now)
    while room.is_open and (next_events := first(room, now)):
        events += next_events
        room = transitions.after_all(room, next_events, at)
    return events


def first(room: "Room", now: datetime) -> Events:
    """The first of what is due by now; there may be more after it."""
    if _is_past(host_passes_at(room), now):
        return (HostChanged(successor(room).id),)
    members = room.members.values()
    gone = [member for member in members if _is_past(times_out_at(room, member), now)]
    if gone:
        return leaving(room, gone[0].id, LeaveReason.TIMEOUT)
    return tuple(MemberMissed(m.id) for m in members if _is_past(missed_at(room, m), now))


def host_passes_at(room: "Room") -> datetime | None:
    """When the room goes to someone who is here, because its host has been away for the
    grace, counted from when it went, or from when it was made the host while it was away."""
    away_since, grace = room.members[room.host_id].away_since, room.timing.host_grace
    if grace == NEVER or away_since is None or not room.is_occupied:
        return None
    return max(away_since, room.host_since) + grace


def missed_at(room: "Room", member: Member) -> datetime | None:
    """When the others hear that this member is away."""
    if not member.is_lingering or member.away_since is None:
        return None
    return member.away_since + room.timing.presence_grace


def times_out_at(room: "Room", member: Member) -> datetime | None:
    """When this member leaves, because it has been away for the grace."""
    if room.timing.member_grace == NEVER or member.away_since is None:
        return None
    return member.away_since + room.timing.member_grace


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
