"""What each event is on the wire, and to whom (seed document, "Outgoing")."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args

import pytest

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
from domain.room import Room
from domain.timing import Timing
from entrypoints.realtime.announcements import (
    Announcement,
    announcements,
    closed,
    no_member,
    replaced,
    room_state,
)
from entrypoints.realtime.messages.outgoing import ClosedReason
from entrypoints.realtime.refusals import NO_ROOM, NOT_MEMBER, REPLACED
from tests.lines import Said, read
from tests.rooms import ADA, BEN, CLEO, NODE, TTL, a_member, a_room, after, socket_of

BEFORE = a_room(with_members=2, connected=[ADA])

EVENTS: dict[type, Event] = {
    MemberJoined: MemberJoined(a_member(CLEO, number=3)),
    MemberConnected: MemberConnected(BEN, "socket of ben", NODE),
    MemberDisconnected: MemberDisconnected(ADA),
    MemberMissed: MemberMissed(BEN),
    MemberLeft: MemberLeft(BEN, LeaveReason.LEFT),
    HostChanged: HostChanged(BEN),
    LockToggled: LockToggled(is_locked=True),
    RoomClosed: RoomClosed(CloseReason.HOST_LEFT),
}
"""One of each kind that can happen to a room that exists."""


def of(*events: Event, before: Room = BEFORE) -> list[Announcement]:
    return list(announcements(events, before, after(before, events)))


def heard(by: str, *events: Event, before: Room = BEFORE, on: str = "a socket") -> list[Said]:
    """What this user hears of the events on this socket."""
    told = [one for one in of(*events, before=before) if one.is_for(by, on)]
    return [read(one.packet) for one in told if one.packet is not None]


def endings(by: str, *events: Event, before: Room = BEFORE, on: str = "a socket") -> list[object]:
    """Why this user's socket is sent away."""
    told = [one for one in of(*events, before=before) if one.is_for(by, on)]
    return [one.ending for one in told if one.ending is not None]


def user(id: str, *, is_connected: bool) -> dict[str, object]:
    return {
        "id": id,
        "displayName": id.title(),
        "roomCode": BEFORE.code,
        "isConnected": is_connected,
        "joinedAt": "2030-06-01T12:00:00.000Z",
    }


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_event_is_announced_save_for_the_creation_of_the_room(
    kind: Callable[..., Event],
) -> None:
    if kind is RoomCreated:
        created = RoomCreated(a_member(ADA, number=1), 8)
        assert list(announcements((created,), BEFORE, BEFORE)) == []
    else:
        assert of(EVENTS[kind]) != []


def test_who_joins_is_told_to_all() -> None:
    joined = [("user:joined", {"user": user(CLEO, is_connected=False)})]
    for member in (ADA, BEN, CLEO):
        assert heard(member, EVENTS[MemberJoined]) == joined


def test_who_connects_is_told_to_all_whom_it_is_news_to() -> None:
    connected = EVENTS[MemberConnected]
    told = [("user:connected", {"user": user(BEN, is_connected=True)})]
    assert heard(ADA, connected) == told
    assert heard(BEN, connected, on=socket_of(BEN)) == told
    assert endings(ADA, connected) == endings(BEN, connected, on=socket_of(BEN)) == []


def test_who_connects_once_more_is_told_to_its_older_sockets_alone() -> None:
    again = MemberConnected(ADA, "another socket", NODE)
    assert heard(BEN, again) == []
    assert heard(ADA, again, on="another socket") == []
    (told,) = heard(ADA, again, on=socket_of(ADA))
    assert (told[0], told[1]["code"]) == ("error:room", "SESSION_REPLACED")
    assert endings(ADA, again, on=socket_of(ADA)) == [REPLACED]


def test_who_disconnects_is_told_to_all_who_are_there_to_hear_it() -> None:
    gone = ("user:disconnected", {"user": user(ADA, is_connected=False)})
    for member in (ADA, BEN):
        assert heard(member, EVENTS[MemberDisconnected]) == [gone]


def test_the_socket_that_was_given_up_is_named() -> None:
    (gone,) = of(MemberDisconnected(ADA))
    assert gone.given_up == socket_of(ADA)


def test_a_lost_connection_is_told_to_the_others_when_the_member_is_missed() -> None:
    lingering = a_room(
        with_members=2, connected=[ADA], timing=Timing(TTL, presence_grace=timedelta(seconds=5))
    )
    gone = MemberDisconnected(ADA)
    assert [(one.packet, one.given_up) for one in of(gone, before=lingering)] == [
        (None, socket_of(ADA))
    ]
    missed = ("user:disconnected", {"user": user(ADA, is_connected=False)})
    assert heard(BEN, MemberMissed(ADA), before=after(lingering, (gone,))) == [missed]


def test_who_is_back_before_it_was_missed_is_told_to_nobody() -> None:
    lingering = a_room(
        with_members=2, connected=[ADA], timing=Timing(TTL, presence_grace=timedelta(seconds=5))
    )
    lingering = after(lingering, (MemberDisconnected(ADA),))
    assert heard(BEN, MemberConnected(ADA, "another socket", NODE), before=lingering) == []


@pytest.mark.parametrize(
    ("reason", "told"), [(LeaveReason.LEFT, []), (LeaveReason.KICKED, [("user:kicked",)])]
)
def test_who_goes_is_told_to_the_others_and_sent_away(
    reason: LeaveReason, told: list[Said]
) -> None:
    left = MemberLeft(BEN, reason)
    assert heard(ADA, left) == [("user:left", {"reason": reason.value, "userId": BEN})]
    assert endings(ADA, left) == []
    assert heard(BEN, left) == told
    assert endings(BEN, left) == [NOT_MEMBER]


def test_a_host_that_leaves_is_followed_in_the_same_step() -> None:
    names = [name for name, *_ in heard(BEN, MemberLeft(ADA, LeaveReason.LEFT), HostChanged(BEN))]
    assert names == ["user:left", "room:host_updated"]


def test_a_new_host_and_the_lock_are_told_to_all() -> None:
    for member in (ADA, BEN):
        assert heard(member, HostChanged(BEN)) == [("room:host_updated", {"hostId": BEN})]
        assert heard(member, LockToggled(True)) == [("room:lock_toggled", {"isLocked": True})]


@pytest.mark.parametrize("reason", CloseReason)
def test_the_end_of_the_room_is_told_to_all_and_sends_all_away(reason: CloseReason) -> None:
    for member in (ADA, BEN):
        told = heard(member, RoomClosed(reason))
        assert told == [("room:closed", {"reason": reason.value})]
        assert endings(member, RoomClosed(reason)) == [NO_ROOM]


def test_the_state_tells_the_room_its_users_and_the_version() -> None:
    name, state = read(room_state(BEFORE))
    assert name == "room:state"
    assert set(state) == {"room", "users", "version"}
    assert state["users"] == [user(ADA, is_connected=True), user(BEN, is_connected=False)]
    assert state["version"] == BEFORE.version
    assert (state["room"]["code"], state["room"]["hostId"]) == (BEFORE.code, ADA)
    assert "socket of ada" not in str(state)


def test_what_is_found_when_a_room_is_loaded_has_words_of_its_own() -> None:
    assert closed(ClosedReason.LOST).is_for(ADA, "a socket")
    assert (closed(ClosedReason.LOST).ending, no_member(ADA).ending) == (NO_ROOM, NOT_MEMBER)
    assert no_member(ADA).is_for(ADA, "a socket")
    assert not no_member(ADA).is_for(BEN, "a socket")
    assert replaced(ADA, None).is_for(ADA, "a socket")
