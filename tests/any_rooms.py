"""Any rooms, members and commits that a store may be given."""

from datetime import timedelta
from typing import get_args

from hypothesis import strategies as st

from application.commit import Commit
from domain.events import (
    CloseReason,
    Event,
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
from domain.member import Member
from domain.moment import from_milliseconds
from domain.room import Room
from domain.room_state import RoomState
from domain.timing import Timing

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
"""Any text at all: NUL, quotes, emoji, unassigned characters; not halves of characters."""

moments = st.integers(0, 253_402_300_799_999).map(from_milliseconds)
"""Whole milliseconds until the end of the year 9999, as the clocks tell them."""

members = st.builds(
    Member,
    id=texts,
    display_name=texts,
    joined_at=moments,
    number=st.integers(1, 2**53),
    socket_id=st.none() | texts,
    node_id=st.none() | texts,
    disconnected_at=st.none() | moments,
    is_lingering=st.booleans(),
)

spans = st.integers(0, 10**12).map(lambda count: timedelta(milliseconds=count))


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    """Timings that a room may have."""
    ttl = draw(st.integers(1, 10**12))
    empty = draw(st.none() | st.integers(1, ttl))
    return Timing(
        ttl=timedelta(milliseconds=ttl),
        empty_ttl=None if empty is None else timedelta(milliseconds=empty),
        host_grace=draw(spans),
        member_grace=draw(spans),
        presence_grace=draw(spans),
    )


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """Rooms with members in order of seniority, as rooms have them."""
    people = draw(st.lists(members, max_size=8, unique_by=(lambda m: m.id, lambda m: m.number)))
    people.sort(key=lambda member: member.number)
    return Room(
        code=draw(texts),
        room_id=draw(texts),
        revision=draw(texts),
        version=draw(st.integers(1, 2**53)),
        host_id=draw(texts),
        host_since=draw(moments),
        members={member.id: member for member in people},
        max_users=draw(st.integers(1, 10_000)),
        is_locked=draw(st.booleans()),
        state=draw(st.sampled_from(RoomState)),
        created_at=draw(moments),
        updated_at=draw(moments),
        expires_at=draw(moments),
        timing=draw(timings()),
    )


EVENTS: dict[type, st.SearchStrategy[Event]] = {
    RoomCreated: st.builds(RoomCreated, members, st.integers(1, 10_000)),
    MemberJoined: st.builds(MemberJoined, members),
    MemberConnected: st.builds(MemberConnected, texts, texts, texts),
    MemberDisconnected: st.builds(MemberDisconnected, texts),
    MemberMissed: st.builds(MemberMissed, texts),
    MemberLeft: st.builds(MemberLeft, texts, st.sampled_from(LeaveReason)),
    HostChanged: st.builds(HostChanged, texts),
    LockToggled: st.builds(LockToggled, st.booleans()),
    RoomClosed: st.builds(RoomClosed, st.sampled_from(CloseReason)),
}
assert set(EVENTS) == set(get_args(Event))

commits = st.builds(
    Commit,
    code=texts,
    room_id=texts,
    previous=texts,
    revision=texts,
    version=st.integers(1, 2**53),
    at=moments,
    events=st.lists(st.one_of(*EVENTS.values()), max_size=4).map(tuple),
    trace=st.sampled_from(["", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
)
