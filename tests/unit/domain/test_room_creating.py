"""Seed document, "Create Room"."""

from datetime import timedelta

from domain.events import Events, RoomCreated
from domain.member import Member
from domain.room import Room
from domain.room_state import RoomState
from domain.timing import Timing
from tests.rooms import ADA, NOON, TTL


def a_new_room() -> tuple[Room, Events]:
    return Room.create(
        code="KRTWXY",
        room_id="a room id",
        revision="a revision",
        host_id=ADA,
        display_name="Ada",
        max_users=8,
        now=NOON,
        timing=Timing(TTL),
    )


def test_the_creator_is_host_and_only_member() -> None:
    room, _ = a_new_room()
    assert room.host_id == ADA
    assert room.members == {ADA: Member(ADA, "Ada", joined_at=NOON, number=1)}


def test_the_creator_is_not_connected_yet() -> None:
    room, _ = a_new_room()
    assert not room.member(ADA).is_connected


def test_a_new_room_is_open_and_unlocked() -> None:
    room, _ = a_new_room()
    assert room.is_open
    assert room.state is RoomState.CREATED
    assert not room.is_locked


def test_a_new_room_is_what_was_asked_for() -> None:
    room, _ = a_new_room()
    assert (room.code, room.room_id, room.revision) == ("KRTWXY", "a room id", "a revision")
    assert (room.max_users, room.timing.ttl) == (8, TTL)


def test_a_new_room_is_at_version_one() -> None:
    room, _ = a_new_room()
    assert room.version == 1


def test_a_new_room_starts_now_and_lasts_the_whole_ttl() -> None:
    room, _ = a_new_room()
    assert room.created_at == room.updated_at == NOON
    assert room.expires_at == NOON + timedelta(hours=10)


def test_creating_announces_the_host_and_the_size() -> None:
    room, events = a_new_room()
    assert events == (RoomCreated(room.member(ADA), max_users=8),)
