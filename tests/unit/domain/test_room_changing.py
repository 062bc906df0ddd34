"""What every change has in common: `Room.apply` makes the next room and leaves this one."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from domain.events import Events, HostChanged, LeaveReason, LockToggled, MemberLeft, RoomCreated
from domain.room import Room
from tests.rooms import ADA, BEN, CLEO, NODE, NOON, TTL, a_room, after, socket_of

LATER = NOON + timedelta(minutes=1)


def test_a_change_is_the_next_version_under_its_own_revision() -> None:
    room = a_room().apply((LockToggled(is_locked=True),), at=LATER, revision="another")
    assert room.version == 2
    assert room.revision == "another"


def test_several_events_of_one_change_are_one_version() -> None:
    before = a_room(with_members=2)
    events = (MemberLeft(ADA, LeaveReason.LEFT), HostChanged(BEN))
    room = after(before, events)
    assert room.version == before.version + 1
    assert (room.host_id, list(room.members)) == (BEN, [BEN])


def test_events_happen_in_their_order() -> None:
    room = after(a_room(), (LockToggled(is_locked=True), LockToggled(is_locked=False)))
    assert not room.is_locked


def test_a_change_says_when_it_was_made() -> None:
    room = after(a_room(), (LockToggled(is_locked=True),), at=LATER)
    assert room.updated_at == LATER
    assert room.created_at == NOON


def test_a_clock_that_was_set_back_does_not_take_the_room_back() -> None:
    room = after(a_room(), (LockToggled(is_locked=True),), at=NOON - timedelta(minutes=1))
    assert room.updated_at == NOON
    assert room.expires_at == NOON + TTL


def test_a_change_keeps_what_a_room_never_changes() -> None:
    before = a_room(with_members=2)
    room = after(before, before.leave(ADA), at=LATER)
    assert (room.code, room.room_id, room.max_users, room.timing) == (
        before.code,
        before.room_id,
        before.max_users,
        before.timing,
    )


def test_a_change_soon_after_the_last_keeps_the_deadline() -> None:
    room = after(a_room(), (LockToggled(is_locked=True),), at=NOON + TTL / 10)
    assert room.expires_at == NOON + TTL


def test_a_change_after_a_tenth_of_the_ttl_moves_the_deadline() -> None:
    at = NOON + TTL / 10 + timedelta(milliseconds=1)
    room = after(a_room(), (LockToggled(is_locked=True),), at=at)
    assert room.expires_at == at + TTL


COMMANDS: list[Callable[[Room], Events]] = [
    lambda room: room.join(CLEO, "Cleo", LATER),
    lambda room: room.connect(BEN, "newer", NODE),
    lambda room: room.disconnect(BEN, socket_of(BEN)),
    lambda room: room.leave(ADA),
    lambda room: room.kick(by=ADA, target=BEN),
    lambda room: room.toggle_lock(by=ADA),
    lambda room: room.transfer_host(by=ADA, to=BEN),
    lambda room: room.close(by=ADA),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_neither_a_command_nor_its_events_touch_the_room_itself(
    command: Callable[[Room], Events],
) -> None:
    room = a_room(with_members=2, connected=[BEN])
    before = deepcopy(room)
    assert after(room, command(room), at=NOON + TTL) != before
    assert room == before


def test_a_room_cannot_be_written_to() -> None:
    with pytest.raises(FrozenInstanceError):
        a_room().host_id = BEN  # type: ignore[misc]


def test_a_room_is_not_created_a_second_time() -> None:
    room = a_room()
    with pytest.raises(ValueError):
        after(room, (RoomCreated(room.member(ADA), max_users=8),))


def test_what_is_no_event_makes_no_room() -> None:
    with pytest.raises(TypeError):
        after(a_room(), ("no event",))  # type: ignore[arg-type]
