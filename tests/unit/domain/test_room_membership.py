"""Who may come back (seed document, "Reconnect"): still a member, room still open."""

from dataclasses import replace

import pytest

from domain.errors import MemberNotFound, RoomNotFound
from tests.rooms import (
    ADA,
    BEN,
    NODE,
    NOON,
    STRANGER,
    a_closed_room,
    a_full_room,
    a_member,
    a_room,
    after,
)


def test_a_member_is_found_by_its_id() -> None:
    assert a_room(with_members=2).member(BEN) == a_member(BEN, number=2)


def test_a_member_may_come_back_to_a_locked_and_full_room() -> None:
    room = replace(a_full_room(), is_locked=True)
    assert room.member(BEN).id == BEN


def test_a_stranger_is_no_member_and_the_refusal_says_who() -> None:
    with pytest.raises(MemberNotFound) as refusal:
        a_room().member(STRANGER)
    assert refusal.value.user_id == STRANGER


def test_one_who_left_is_no_member() -> None:
    room = a_room(with_members=2)
    room = after(room, room.leave(BEN))
    with pytest.raises(MemberNotFound):
        room.member(BEN)


def test_one_who_was_kicked_is_no_member() -> None:
    room = a_room(with_members=2)
    room = after(room, room.kick(by=ADA, target=BEN))
    with pytest.raises(MemberNotFound):
        room.member(BEN)


def test_nobody_comes_back_to_a_closed_room_not_even_its_host() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().member(ADA)


def test_a_closed_room_is_not_found_before_a_stranger_is_no_member() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().member(STRANGER)


def test_a_member_is_connected_exactly_while_it_has_a_socket() -> None:
    away = a_room().member(ADA)
    here = replace(away, socket_id="s1")
    assert (away.is_connected, here.is_connected) == (False, True)


def test_the_time_of_joining_stays_that_of_joining() -> None:
    room = a_room()
    room = after(room, room.connect(ADA, "s1", NODE))
    assert room.member(ADA).joined_at == NOON
