"""A room in which nobody is connected lives for `empty_ttl`."""

from datetime import timedelta

import pytest

from domain.events import LockToggled, MemberLeft
from domain.room import Room
from domain.timing import Timing
from tests.rooms import ADA, BEN, CODE, NODE, NOON, TTL, a_room, after, socket_of

EMPTY = timedelta(minutes=10)
LATER = NOON + timedelta(minutes=1)
TIMING = Timing(TTL, empty_ttl=EMPTY)


def with_one_here(timing: Timing = TIMING) -> Room:
    return a_room(with_members=2, connected=[ADA], timing=timing)


def test_a_new_room_that_nobody_enters_lives_no_longer_than_an_empty_one() -> None:
    room, _ = Room.create(
        code=CODE,
        room_id="the room",
        revision="revision 1",
        host_id=ADA,
        display_name="Ada",
        max_users=8,
        now=NOON,
        timing=TIMING,
    )
    assert room.expires_at == NOON + EMPTY


def test_when_the_last_connection_goes_the_deadline_moves_back() -> None:
    room = with_one_here()
    assert room.expires_at == NOON + TTL
    room = after(room, room.disconnect(ADA, socket_of(ADA)), at=LATER)
    assert room.expires_at == LATER + EMPTY


def test_when_the_last_who_is_connected_leaves_the_deadline_moves_back() -> None:
    room = with_one_here()
    room = after(room, room.leave(ADA), at=LATER)
    assert list(room.members) == [BEN]
    assert room.expires_at == LATER + EMPTY


def test_when_somebody_is_back_the_room_has_all_its_time_again() -> None:
    room = with_one_here()
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    room = after(room, room.connect(BEN, "s1", NODE), at=LATER)
    assert room.expires_at == LATER + TTL


def test_while_another_is_connected_a_disconnection_moves_nothing_back() -> None:
    room = a_room(with_members=2, connected=[ADA, BEN], timing=TIMING)
    room = after(room, room.disconnect(BEN, socket_of(BEN)), at=LATER)
    assert room.expires_at == NOON + TTL


def test_one_who_joins_an_empty_room_gives_it_the_time_of_an_empty_one() -> None:
    room = with_one_here()
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    at = NOON + EMPTY / 2
    room = after(room, room.join("cleo", "Cleo", at), at=at)
    assert room.expires_at == at + EMPTY


def test_it_moves_back_though_less_than_a_tenth_is_lost_and_forth_though_less_is_won() -> None:
    almost = TTL * 0.95
    room = with_one_here(Timing(TTL, empty_ttl=almost))
    room = after(room, room.disconnect(ADA, socket_of(ADA)))
    assert room.expires_at == NOON + almost
    room = after(room, room.connect(ADA, "s1", NODE))
    assert room.expires_at == NOON + TTL


@pytest.mark.parametrize("timing", [Timing(TTL), Timing(TTL, empty_ttl=TTL)])
def test_where_an_empty_room_lives_as_long_as_another_nothing_moves(timing: Timing) -> None:
    room = with_one_here(timing)
    room = after(room, room.disconnect(ADA, socket_of(ADA)), at=LATER)
    room = after(room, room.connect(ADA, "s1", NODE), at=LATER)
    assert room.expires_at == NOON + TTL


def test_changes_of_a_room_that_stays_empty_keep_to_the_rule_of_a_tenth() -> None:
    room = a_room(with_members=2, timing=TIMING)
    soon = after(room, (LockToggled(True),), at=NOON + TTL - EMPTY + EMPTY / 10)
    assert soon.expires_at == NOON + TTL
    assert isinstance(room.leave(BEN)[0], MemberLeft)
