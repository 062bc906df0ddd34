"""A member that is away too long leaves."""

from datetime import timedelta

import pytest

from domain.errors import MemberNotFound
from domain.events import CloseReason, HostChanged, LeaveReason, MemberLeft, RoomClosed
from domain.timing import Timing
from tests.rooms import ADA, BEN, CLEO, NODE, NOON, TTL, a_closed_room, a_room, after, socket_of

GRACE = timedelta(minutes=5)
MOMENT = timedelta(milliseconds=1)
TIMING = Timing(TTL, member_grace=GRACE)


def timed_out(user_id: str) -> MemberLeft:
    return MemberLeft(user_id, LeaveReason.TIMEOUT)


def test_one_who_went_leaves_after_the_grace() -> None:
    room = a_room(with_members=2, connected=[ADA, BEN], timing=TIMING)
    room = after(room, room.disconnect(BEN, socket_of(BEN)), at=NOON + GRACE)
    assert room.due_at == NOON + 2 * GRACE
    assert room.due(NOON + 2 * GRACE - MOMENT) == ()
    assert room.due(NOON + 2 * GRACE) == (timed_out(BEN),)


def test_one_who_never_came_leaves_after_the_grace() -> None:
    room = a_room(with_members=2, connected=[ADA], timing=TIMING)
    assert room.due(NOON + GRACE) == (timed_out(BEN),)


def test_one_who_is_back_in_time_stays() -> None:
    room = a_room(with_members=2, connected=[ADA], timing=TIMING)
    room = after(room, room.connect(BEN, "s1", NODE), at=NOON + GRACE - MOMENT)
    assert room.due(NOON + GRACE) == ()


def test_a_host_that_leaves_so_is_succeeded() -> None:
    room = a_room(with_members=3, connected=[CLEO, BEN], timing=TIMING)
    assert room.due(NOON + GRACE) == (timed_out(ADA), HostChanged(BEN))


def test_when_all_are_away_too_long_the_last_one_closes_the_room() -> None:
    room = a_room(with_members=3, timing=TIMING)
    assert room.due(NOON + GRACE) == (
        timed_out(ADA),
        HostChanged(BEN),
        timed_out(BEN),
        HostChanged(CLEO),
        RoomClosed(CloseReason.HOST_LEFT),
    )
    assert not after(room, room.due(NOON + GRACE), at=NOON + GRACE).is_open


def test_only_those_leave_whose_grace_is_over() -> None:
    room = a_room(with_members=3, connected=[ADA, CLEO], timing=TIMING)
    room = after(room, room.disconnect(CLEO, socket_of(CLEO)), at=NOON + MOMENT)
    assert room.due(NOON + GRACE) == (timed_out(BEN),)


def test_a_place_that_time_has_made_free_can_be_taken() -> None:
    room = a_room(with_members=2, max_users=2, connected=[ADA], timing=TIMING)
    room = after(room, room.due(NOON + GRACE), at=NOON + GRACE)
    assert room.join(CLEO, "Cleo", NOON + GRACE) != ()
    with pytest.raises(MemberNotFound):
        room.connect(BEN, "s1", NODE)


def test_without_a_grace_nobody_leaves_by_being_away() -> None:
    room = a_room(with_members=3)
    assert room.due_at is None
    assert room.due(NOON + TTL) == ()


def test_nothing_is_due_in_a_closed_room() -> None:
    room = a_closed_room()
    assert room.due_at is None
    assert room.due(NOON + TTL) == ()
