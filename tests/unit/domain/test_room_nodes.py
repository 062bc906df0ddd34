"""A node dies, or was only thought to be dead."""

import pytest

from domain.errors import MemberNotFound, RoomNotFound, SessionReplaced
from domain.events import MemberConnected, MemberDisconnected
from domain.room import Room
from tests.rooms import ADA, BEN, CLEO, NODE, STRANGER, a_closed_room, a_room, after, socket_of

OTHER = "the other node"


def on_two_nodes() -> Room:
    """Ada and Cleo are on one node, Ben is on the other."""
    room = a_room(with_members=3, connected=[ADA, CLEO])
    return after(room, room.connect(BEN, socket_of(BEN), OTHER))


def test_all_who_were_on_a_node_that_died_are_away() -> None:
    room = on_two_nodes()
    assert room.lose_node(NODE) == (MemberDisconnected(ADA), MemberDisconnected(CLEO))
    room = after(room, room.lose_node(NODE))
    assert [member.is_connected for member in room.members.values()] == [False, True, False]


def test_a_node_is_lost_once() -> None:
    room = on_two_nodes()
    assert after(room, room.lose_node(NODE)).lose_node(NODE) == ()


def test_one_who_has_come_back_elsewhere_is_not_lost_with_the_node() -> None:
    room = on_two_nodes()
    room = after(room, room.connect(ADA, "s2", OTHER))
    assert room.lose_node(NODE) == (MemberDisconnected(CLEO),)


def test_one_who_disconnected_is_on_no_node() -> None:
    room = on_two_nodes()
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    assert room.member(ADA).node_id is None
    assert room.lose_node(NODE) == (MemberDisconnected(CLEO),)


def test_a_node_that_nobody_was_on_takes_nobody_away() -> None:
    assert on_two_nodes().lose_node("a third one") == ()


def test_a_closed_room_loses_nobody() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().lose_node(NODE)


def test_a_socket_that_lives_is_reclaimed_under_the_new_name_of_its_node() -> None:
    room = on_two_nodes()
    room = after(room, room.lose_node(NODE))
    assert room.reclaim(ADA, socket_of(ADA), "new") == (
        MemberConnected(ADA, socket_of(ADA), "new"),
    )


def test_a_socket_is_reclaimed_also_before_the_node_was_lost() -> None:
    room = on_two_nodes()
    room = after(room, room.reclaim(ADA, socket_of(ADA), "new"))
    assert room.member(ADA).node_id == "new"
    assert room.lose_node(NODE) == (MemberDisconnected(CLEO),)


def test_a_socket_is_reclaimed_once() -> None:
    room = on_two_nodes()
    assert room.reclaim(ADA, socket_of(ADA), NODE) == ()


def test_a_socket_of_one_who_is_connected_elsewhere_is_not_reclaimed() -> None:
    room = on_two_nodes()
    room = after(room, room.connect(ADA, "s2", OTHER))
    with pytest.raises(SessionReplaced):
        room.reclaim(ADA, socket_of(ADA), "new")


def test_a_stranger_reclaims_nothing() -> None:
    with pytest.raises(MemberNotFound):
        on_two_nodes().reclaim(STRANGER, "s1", NODE)
