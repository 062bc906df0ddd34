"""The host sends someone away (seed document, `room:kick`)."""

import pytest

from domain.errors import CannotKickSelf, MemberNotFound, NotHost, RoomNotFound
from domain.events import LeaveReason, MemberLeft
from tests.rooms import ADA, BEN, CLEO, STRANGER, a_closed_room, a_room, after


def test_kicking_announces_that_the_member_was_kicked() -> None:
    events = a_room(with_members=2).kick(by=ADA, target=BEN)
    assert events == (MemberLeft(BEN, LeaveReason.KICKED),)


def test_a_kicked_member_is_gone_and_the_others_stay() -> None:
    room = a_room(with_members=3)
    room = after(room, room.kick(by=ADA, target=BEN))
    assert list(room.members) == [ADA, CLEO]
    assert room.host_id == ADA


def test_a_connected_member_can_be_kicked() -> None:
    room = a_room(with_members=2, connected=[ADA, BEN])
    room = after(room, room.kick(by=ADA, target=BEN))
    assert list(room.members) == [ADA]


def test_only_the_host_kicks() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=3).kick(by=BEN, target=CLEO)


def test_nobody_kicks_the_host() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).kick(by=BEN, target=ADA)


def test_a_host_that_handed_the_room_over_kicks_no_more() -> None:
    room = a_room(with_members=3)
    room = after(room, room.transfer_host(by=ADA, to=BEN))
    with pytest.raises(NotHost):
        room.kick(by=ADA, target=CLEO)


def test_the_host_cannot_kick_itself() -> None:
    with pytest.raises(CannotKickSelf):
        a_room(with_members=2).kick(by=ADA, target=ADA)


def test_a_host_alone_cannot_kick_itself_either() -> None:
    with pytest.raises(CannotKickSelf):
        a_room().kick(by=ADA, target=ADA)


def test_someone_of_another_room_cannot_be_kicked_and_the_refusal_says_who() -> None:
    with pytest.raises(MemberNotFound) as refusal:
        a_room(with_members=2).kick(by=ADA, target=STRANGER)
    assert refusal.value.user_id == STRANGER


def test_kicking_twice_is_refused_the_second_time() -> None:
    room = a_room(with_members=2)
    room = after(room, room.kick(by=ADA, target=BEN))
    with pytest.raises(MemberNotFound):
        room.kick(by=ADA, target=BEN)


def test_a_stranger_is_told_that_it_is_no_member_before_that_it_is_not_host() -> None:
    with pytest.raises(MemberNotFound) as refusal:
        a_room(with_members=2).kick(by=STRANGER, target=BEN)
    assert refusal.value.user_id == STRANGER


def test_a_member_that_kicks_itself_is_told_that_it_is_not_host() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).kick(by=BEN, target=BEN)


def test_a_member_that_kicks_a_stranger_is_told_that_it_is_not_host() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).kick(by=BEN, target=STRANGER)


def test_nobody_is_kicked_from_a_closed_room() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().kick(by=ADA, target=BEN)
