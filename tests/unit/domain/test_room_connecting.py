"""One live connection a user: a newer one replaces the older, whose late end changes nothing."""

import pytest

from domain.errors import MemberNotFound, RoomNotFound
from domain.events import MemberConnected, MemberDisconnected
from tests.rooms import (
    ADA,
    BEN,
    CLEO,
    NODE,
    STRANGER,
    a_closed_room,
    a_room,
    after,
    socket_of,
)


def test_connecting_announces_the_member_and_its_socket() -> None:
    assert a_room().connect(ADA, "s1", NODE) == (MemberConnected(ADA, "s1", NODE),)


def test_a_member_that_connects_is_connected_on_that_socket() -> None:
    room = a_room(with_members=2)
    room = after(room, room.connect(BEN, "s1", NODE))
    assert room.member(BEN).is_connected
    assert room.member(BEN).socket_id == "s1"


def test_connecting_concerns_nobody_else() -> None:
    before = a_room(with_members=3, connected=[CLEO])
    room = after(before, before.connect(BEN, "s1", NODE))
    assert [room.member(ADA), room.member(CLEO)] == [before.member(ADA), before.member(CLEO)]


def test_a_newer_connection_replaces_the_older() -> None:
    room = a_room(connected=[ADA])
    room = after(room, room.connect(ADA, "newer", NODE))
    assert room.member(ADA).socket_id == "newer"


def test_connecting_again_on_the_same_socket_changes_nothing() -> None:
    assert a_room(connected=[ADA]).connect(ADA, socket_of(ADA), NODE) == ()


def test_connecting_does_not_change_the_order_of_seniority() -> None:
    room = a_room(with_members=3)
    room = after(room, room.connect(ADA, "s1", NODE))
    assert list(room.members) == [ADA, BEN, CLEO]


def test_disconnecting_announces_the_member() -> None:
    room = a_room(with_members=2, connected=[BEN])
    assert room.disconnect(BEN, socket_of(BEN)) == (MemberDisconnected(BEN),)


def test_a_member_that_disconnects_stays_a_member() -> None:
    room = a_room(with_members=2, connected=[ADA, BEN])
    room = after(room, room.disconnect(BEN, socket_of(BEN)))
    assert not room.member(BEN).is_connected
    assert room.member(ADA).is_connected


def test_a_host_that_disconnects_stays_host() -> None:
    room = a_room(with_members=2, connected=[ADA, BEN])
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    assert room.host_id == ADA


def test_the_late_disconnect_of_a_replaced_socket_changes_nothing() -> None:
    room = a_room(connected=[ADA])
    room = after(room, room.connect(ADA, "newer", NODE))
    assert room.disconnect(ADA, socket_of(ADA)) == ()
    assert room.member(ADA).socket_id == "newer"


def test_disconnecting_twice_changes_nothing_the_second_time() -> None:
    room = a_room(connected=[ADA])
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    assert room.disconnect(ADA, socket_of(ADA)) == ()


def test_a_member_that_was_never_connected_cannot_disconnect() -> None:
    assert a_room().disconnect(ADA, "s1") == ()


def test_a_stranger_neither_connects_nor_disconnects() -> None:
    with pytest.raises(MemberNotFound):
        a_room().connect(STRANGER, "s1", NODE)
    with pytest.raises(MemberNotFound):
        a_room().disconnect(STRANGER, "s1")


def test_one_who_was_kicked_cannot_connect() -> None:
    room = a_room(with_members=2)
    room = after(room, room.kick(by=ADA, target=BEN))
    with pytest.raises(MemberNotFound):
        room.connect(BEN, "s1", NODE)


def test_nobody_connects_to_or_disconnects_from_a_closed_room() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().connect(ADA, "s1", NODE)
    with pytest.raises(RoomNotFound):
        a_closed_room().disconnect(ADA, "s1")
