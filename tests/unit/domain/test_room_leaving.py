"""Leaving, succession, and the last one out (seed document, "Leaving a Room")."""

import pytest

from domain.errors import MemberNotFound, RoomNotFound
from domain.events import CloseReason, HostChanged, LeaveReason, MemberLeft, RoomClosed
from tests.rooms import (
    ADA,
    BEN,
    CLEO,
    DAN,
    NODE,
    NOON,
    STRANGER,
    a_closed_room,
    a_room,
    after,
    socket_of,
)


def test_a_member_that_leaves_is_announced_as_left() -> None:
    assert a_room(with_members=2).leave(BEN) == (MemberLeft(BEN, LeaveReason.LEFT),)


def test_a_member_that_leaves_is_gone_and_the_host_remains() -> None:
    room = a_room(with_members=3)
    room = after(room, room.leave(BEN))
    assert list(room.members) == [ADA, CLEO]
    assert room.host_id == ADA


def test_a_host_that_leaves_is_first_gone_and_then_succeeded() -> None:
    room = a_room(with_members=2)
    assert room.leave(ADA) == (MemberLeft(ADA, LeaveReason.LEFT), HostChanged(BEN))


def test_the_connected_member_of_highest_seniority_succeeds_the_host() -> None:
    room = a_room(with_members=4, connected=[ADA, CLEO, DAN])
    room = after(room, room.leave(ADA))
    assert room.host_id == CLEO


def test_the_senior_of_the_others_succeeds_when_nobody_is_connected() -> None:
    room = a_room(with_members=4)
    room = after(room, room.leave(ADA))
    assert room.host_id == BEN


def test_the_connection_of_the_leaving_host_does_not_count() -> None:
    room = a_room(with_members=3, connected=[ADA])
    room = after(room, room.leave(ADA))
    assert room.host_id == BEN


def test_one_who_disconnected_is_passed_over() -> None:
    room = a_room(with_members=3, connected=[BEN, CLEO])
    room = after(room, room.disconnect(BEN, socket_of(BEN)))
    room = after(room, room.leave(ADA))
    assert room.host_id == CLEO


def test_coming_back_costs_no_seniority() -> None:
    room = a_room(with_members=3, connected=[BEN, CLEO])
    room = after(room, room.disconnect(BEN, socket_of(BEN)))
    room = after(room, room.connect(BEN, "newer", NODE))
    room = after(room, room.leave(ADA))
    assert room.host_id == BEN


def test_a_host_of_low_seniority_is_succeeded_by_the_senior_member() -> None:
    room = a_room(with_members=3)
    room = after(room, room.transfer_host(by=ADA, to=CLEO))
    room = after(room, room.leave(CLEO))
    assert room.host_id == ADA


def test_hosts_that_leave_one_after_another_are_succeeded_in_order() -> None:
    room = a_room(with_members=4)
    hosts = []
    for _ in range(3):
        room = after(room, room.leave(room.host_id))
        hosts.append(room.host_id)
    assert hosts == [BEN, CLEO, DAN]


def test_the_last_one_out_closes_the_room_and_nothing_else_is_announced() -> None:
    assert a_room().leave(ADA) == (RoomClosed(CloseReason.HOST_LEFT),)


def test_a_room_that_the_last_one_left_is_closed() -> None:
    room = a_room(with_members=2)
    room = after(room, room.leave(ADA))
    room = after(room, room.leave(BEN))
    assert not room.is_open


def test_a_locked_room_lets_its_members_out() -> None:
    room = a_room(with_members=2, locked=True)
    room = after(room, room.leave(BEN))
    assert list(room.members) == [ADA]


def test_one_who_left_is_a_newcomer_when_it_joins_again() -> None:
    room = a_room(with_members=3)
    room = after(room, room.leave(ADA))
    room = after(room, room.join("ada again", "Ada", NOON))
    assert list(room.members) == [BEN, CLEO, "ada again"]
    assert room.host_id == BEN


def test_a_stranger_cannot_leave_not_even_a_room_with_one_member() -> None:
    with pytest.raises(MemberNotFound):
        a_room().leave(STRANGER)


def test_leaving_twice_is_refused_the_second_time() -> None:
    room = a_room(with_members=3)
    room = after(room, room.leave(BEN))
    with pytest.raises(MemberNotFound):
        room.leave(BEN)


def test_nobody_leaves_a_closed_room() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room(with_members=1).leave(ADA)
