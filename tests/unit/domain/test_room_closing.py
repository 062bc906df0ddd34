"""The host ends the room (seed document, `room:close`), or those who run the server do."""

import pytest

from domain.errors import MemberNotFound, NotHost, RoomNotFound
from domain.events import CloseReason, RoomClosed
from domain.room_state import RoomState
from tests.rooms import ADA, BEN, STRANGER, a_closed_room, a_room, after


def test_closing_announces_that_the_host_closed() -> None:
    assert a_room(with_members=3).close(by=ADA) == (RoomClosed(CloseReason.HOST_CLOSED),)


def test_a_room_that_its_host_closes_is_closed_for_everyone() -> None:
    room = a_room(with_members=3)
    room = after(room, room.close(by=ADA))
    assert not room.is_open
    assert room.state is RoomState.CLOSED


def test_a_host_alone_may_close_and_the_reason_is_that_it_closed() -> None:
    assert a_room().close(by=ADA) == (RoomClosed(CloseReason.HOST_CLOSED),)


def test_only_the_host_closes() -> None:
    with pytest.raises(NotHost):
        a_room(with_members=2).close(by=BEN)


def test_the_new_host_may_close_and_the_old_one_may_not() -> None:
    room = a_room(with_members=2)
    room = after(room, room.transfer_host(by=ADA, to=BEN))
    with pytest.raises(NotHost):
        room.close(by=ADA)
    assert room.close(by=BEN) == (RoomClosed(CloseReason.HOST_CLOSED),)


def test_a_stranger_is_told_that_it_is_no_member_before_that_it_is_not_host() -> None:
    with pytest.raises(MemberNotFound):
        a_room().close(by=STRANGER)


def test_a_closed_room_is_not_closed_again() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().close(by=ADA)


@pytest.mark.parametrize("members", [1, 3])
def test_an_operator_closes_a_room_for_everyone_whoever_its_host_is(members: int) -> None:
    room = a_room(with_members=members)
    events = room.close_by_operator()
    assert events == (RoomClosed(CloseReason.OPERATOR_CLOSED),)
    assert not after(room, events).is_open


def test_an_operator_closes_a_locked_room_as_well() -> None:
    room = a_room()
    room = after(room, room.toggle_lock(by=ADA))
    assert room.close_by_operator() == (RoomClosed(CloseReason.OPERATOR_CLOSED),)


def test_an_operator_finds_no_closed_room() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().close_by_operator()
