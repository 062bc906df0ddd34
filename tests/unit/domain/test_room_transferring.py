"""The host hands the room over (seed document, `room:transfer_host`)."""

import pytest

from domain.errors import AlreadyHost, MemberNotFound, NotHost, RoomNotFound
from domain.events import HostChanged
from tests.rooms import ADA, BEN, CLEO, STRANGER, a_closed_room, a_room, after


def test_handing_over_announces_the_new_host() -> None:
    assert a_room(with_members=2).transfer_host(by=ADA, to=BEN) == (HostChanged(BEN),)


def test_the_new_host_is_host_and_the_old_one_a_member() -> None:
    room = a_room(with_members=2)
    room = after(room, room.transfer_host(by=ADA, to=BEN))
    assert room.host_id == BEN
    assert list(room.members) == [ADA, BEN]


def test_a_member_that_is_not_connected_may_become_host() -> None:
    room = a_room(with_members=2, connected=[ADA])
    room = after(room, room.transfer_host(by=ADA, to=BEN))
    assert room.host_id == BEN
    assert not room.member(BEN).is_connected


def test_only_the_host_hands_over() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=3).transfer_host(by=BEN, to=CLEO)


def test_a_host_that_handed_over_cannot_do_so_again() -> None:
    room = a_room(with_members=3)
    room = after(room, room.transfer_host(by=ADA, to=BEN))
    with pytest.raises(NotHost):
        room.transfer_host(by=ADA, to=CLEO)


def test_the_host_cannot_hand_over_to_itself() -> None:
    with pytest.raises(AlreadyHost):
        a_room(with_members=2).transfer_host(by=ADA, to=ADA)


def test_the_room_is_not_handed_to_someone_of_another_room() -> None:
    with pytest.raises(MemberNotFound) as refusal:
        a_room(with_members=2).transfer_host(by=ADA, to=STRANGER)
    assert refusal.value.user_id == STRANGER


def test_the_room_is_not_handed_to_one_who_left() -> None:
    room = a_room(with_members=2)
    room = after(room, room.leave(BEN))
    with pytest.raises(MemberNotFound):
        room.transfer_host(by=ADA, to=BEN)


def test_a_stranger_is_told_that_it_is_no_member_before_that_it_is_not_host() -> None:
    with pytest.raises(MemberNotFound) as refusal:
        a_room(with_members=2).transfer_host(by=STRANGER, to=BEN)
    assert refusal.value.user_id == STRANGER


def test_a_member_that_names_the_host_is_told_that_it_is_not_host_itself() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).transfer_host(by=BEN, to=ADA)


def test_a_member_that_names_a_stranger_is_told_that_it_is_not_host() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).transfer_host(by=BEN, to=STRANGER)


def test_a_closed_room_is_not_handed_over() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().transfer_host(by=ADA, to=BEN)
