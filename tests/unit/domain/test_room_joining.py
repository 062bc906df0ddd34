"""Seed document, "Join Room": the room exists, is unlocked, and is not full."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import IdempotencyKeyReused, RoomFull, RoomLocked, RoomNotFound
from domain.events import MemberJoined
from domain.member import Member
from domain.room import Room
from tests.rooms import (
    ADA,
    BEN,
    CLEO,
    DAN,
    EVE,
    NOON,
    a_closed_room,
    a_full_room,
    a_room,
    after,
)

LATER = NOON + timedelta(minutes=5)


def test_joining_announces_the_newcomer() -> None:
    events = a_room(with_members=2).join(CLEO, "Cleo", LATER)
    assert events == (MemberJoined(Member(CLEO, "Cleo", joined_at=LATER, number=3)),)


def test_a_newcomer_is_a_member_but_not_connected() -> None:
    room = a_room()
    room = after(room, room.join(BEN, "Ben", NOON))
    assert room.member(BEN).display_name == "Ben"
    assert not room.member(BEN).is_connected


def test_a_newcomer_changes_neither_host_nor_the_others() -> None:
    before = a_room(with_members=2, connected=[BEN])
    room = after(before, before.join(CLEO, "Cleo", NOON))
    assert room.host_id == ADA
    assert [room.member(ADA), room.member(BEN)] == [before.member(ADA), before.member(BEN)]


def test_two_people_may_have_the_same_name() -> None:
    room = a_room()
    room = after(room, room.join(BEN, "Ada", NOON))
    assert [member.display_name for member in room.members.values()] == ["Ada", "Ada"]


def test_members_are_in_the_order_in_which_they_joined() -> None:
    room = a_room()
    for newcomer in (EVE, DAN, BEN):
        room = after(room, room.join(newcomer, newcomer, NOON))
    assert list(room.members) == [ADA, EVE, DAN, BEN]
    assert [member.number for member in room.members.values()] == [1, 2, 3, 4]


def test_seniority_counts_joins_and_not_the_clock() -> None:
    room = a_room()
    room = after(room, room.join(BEN, "Ben", NOON - timedelta(days=1)))
    assert room.member(BEN).number > room.member(ADA).number


def test_a_newcomer_is_junior_to_everyone_when_a_number_in_between_is_free() -> None:
    room = a_room(with_members=3)
    room = after(room, room.leave(BEN))
    room = after(room, room.join(DAN, "Dan", NOON))
    assert [(id, member.number) for id, member in room.members.items()] == [
        (ADA, 1),
        (CLEO, 3),
        (DAN, 4),
    ]


def test_a_locked_room_refuses_a_newcomer() -> None:
    with pytest.raises(RoomLocked):
        a_room(locked=True).join(BEN, "Ben", NOON)


def test_a_full_room_refuses_a_newcomer_and_says_its_size() -> None:
    with pytest.raises(RoomFull) as refusal:
        a_full_room().join(DAN, "Dan", NOON)
    assert refusal.value.max_users == 3


def test_the_host_counts_so_a_room_for_one_is_full_from_the_start() -> None:
    with pytest.raises(RoomFull):
        a_room(max_users=1).join(BEN, "Ben", NOON)


def test_the_last_free_place_is_given_away() -> None:
    room = a_room(with_members=2, max_users=3)
    room = after(room, room.join(CLEO, "Cleo", NOON))
    assert len(room.members) == 3


def test_a_place_that_someone_left_is_free_again() -> None:
    room = a_full_room()
    room = after(room, room.leave(CLEO))
    room = after(room, room.join(DAN, "Dan", NOON))
    assert list(room.members) == [ADA, BEN, DAN]


def test_a_disconnected_member_keeps_its_place() -> None:
    room = replace(a_room(with_members=2, connected=[BEN]), max_users=2)
    room = after(room, room.disconnect(BEN, "socket of ben"))
    with pytest.raises(RoomFull):
        room.join(CLEO, "Cleo", NOON)


def test_a_closed_room_is_not_found_by_a_newcomer() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().join(DAN, "Dan", NOON)


def test_a_room_both_locked_and_full_says_that_it_is_locked() -> None:
    with pytest.raises(RoomLocked):
        replace(a_full_room(), is_locked=True).join(DAN, "Dan", NOON)


def test_a_room_both_closed_and_locked_says_that_it_is_gone() -> None:
    with pytest.raises(RoomNotFound):
        replace(a_closed_room(), is_locked=True).join(DAN, "Dan", NOON)


@pytest.mark.parametrize("room", [a_room(with_members=2, locked=True), a_full_room()])
def test_one_who_is_in_joins_again_without_a_change(room: Room) -> None:
    assert room.join(BEN, room.member(BEN).display_name, LATER) == ()


def test_one_who_is_in_cannot_join_again_under_another_name() -> None:
    with pytest.raises(IdempotencyKeyReused):
        a_room(with_members=2).join(BEN, "Benjamin", LATER)


def test_one_who_left_joins_as_a_newcomer() -> None:
    room = a_room(with_members=3)
    room = after(room, room.leave(BEN))
    (joined,) = room.join(BEN, "Ben", LATER)
    assert joined == MemberJoined(Member(BEN, "Ben", joined_at=LATER, number=4))


def test_a_closed_room_is_not_found_by_one_who_was_in_either() -> None:
    with pytest.raises(RoomNotFound):
        a_closed_room().join(ADA, "Ada", NOON)
