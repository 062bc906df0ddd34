"""What each event makes of the room that a client knows."""

import pytest

from greenroom_client import (
    ConnectionLost,
    ConnectionRestored,
    ErrorTold,
    Event,
    EventsMissed,
    HostChanged,
    Kicked,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
    RoomClosed,
    RoomExpiring,
    TokenRenewed,
    Unknown,
)
from greenroom_client.events import CloseReason
from tests.told_rooms import NOON, a_user, known, told

room = known("Ada", "Ben")


def test_who_joins_is_the_last_of_the_members() -> None:
    after = room.after(MemberJoined(a_user("Cleo", connected=False)))
    assert list(after.members) == ["ada", "ben", "cleo"]
    assert [user.id for user in after.connected] == ["ada", "ben"]


def test_who_disconnects_stays_where_it_was_among_the_members() -> None:
    after = room.after(MemberDisconnected(a_user("Ada", connected=False)))
    assert list(after.members) == ["ada", "ben"]
    assert [user.id for user in after.connected] == ["ben"]
    assert after.after(MemberConnected(a_user("Ada"))) == room


def test_who_leaves_is_no_member() -> None:
    assert list(room.after(MemberLeft(LeaveReason.LEFT, "ben")).members) == ["ada"]


def test_a_host_who_leaves_is_nobody_until_another_is_told() -> None:
    left = room.after(MemberLeft(LeaveReason.LEFT, "ada"))
    assert left.host is None
    assert left.after(HostChanged("ben")).host == a_user("Ben")


def test_the_lock_is_as_it_was_told_last() -> None:
    locked = room.after(LockToggled(is_locked=True))
    assert locked.is_locked
    assert not locked.after(LockToggled(is_locked=False)).is_locked


def test_a_new_state_replaces_everything() -> None:
    new = told("Cleo", version=7, locked=True)
    assert room.after(new) == known("Cleo", version=7, locked=True)


def test_a_state_that_was_given_out_does_not_change() -> None:
    room.after(MemberLeft(LeaveReason.KICKED, "ben"))
    assert room == known("Ada", "Ben")


def test_a_state_tells_itself() -> None:
    assert known("Ada", "Ben", version=3).told() == told("Ada", "Ben", version=3)


OTHERS: tuple[Event, ...] = (
    RoomClosed(CloseReason.EXPIRED),
    RoomExpiring(NOON),
    Kicked(),
    TokenRenewed("a token"),
    ErrorTold("BUSY", "Later."),
    ConnectionLost(),
    ConnectionRestored(),
    EventsMissed(3),
    Unknown("room:painted", {"colour": "green"}),
)


@pytest.mark.parametrize("event", OTHERS, ids=lambda event: type(event).__name__)
def test_other_events_change_nothing(event: Event) -> None:
    assert room.after(event) is room
