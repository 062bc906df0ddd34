"""The host locks the door, or opens it (seed document, `room:toggle_lock`)."""

import pytest

from domain.errors import MemberNotFound, NotHost, RoomNotFound
from domain.events import LockToggled
from tests.rooms import ADA, BEN, NOON, STRANGER, a_closed_room, a_room, after


def test_toggling_an_open_door_locks_it() -> None:
    room = a_room()
    events = room.toggle_lock(by=ADA)
    assert events == (LockToggled(is_locked=True),)
    assert after(room, events).is_locked


def test_toggling_a_locked_door_opens_it() -> None:
    room = a_room(locked=True)
    events = room.toggle_lock(by=ADA)
    assert events == (LockToggled(is_locked=False),)
    assert not after(room, events).is_locked


def test_a_room_that_was_unlocked_lets_newcomers_in() -> None:
    room = a_room(locked=True)
    room = after(room, room.toggle_lock(by=ADA))
    room = after(room, room.join(BEN, "Ben", NOON))
    assert list(room.members) == [ADA, BEN]


def test_only_the_host_toggles_the_lock() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).toggle_lock(by=BEN)


def test_a_stranger_is_told_that_it_is_no_member_before_that_it_is_not_host() -> None:
    with pytest.raises(MemberNotFound):
        a_room().toggle_lock(by=STRANGER)


def test_the_lock_of_a_closed_room_is_not_toggled() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().toggle_lock(by=ADA)
