"""A lost connection that comes back in time is not noticed by the others."""

from datetime import timedelta

from domain.events import LeaveReason, MemberLeft, MemberMissed
from domain.room import Room
from domain.timing import Timing
from tests.rooms import ADA, BEN, CLEO, NODE, NOON, TTL, a_room, after, socket_of

GRACE = timedelta(seconds=5)
MOMENT = timedelta(milliseconds=1)
TIMING = Timing(TTL, presence_grace=GRACE)


def whose_ben_has_gone(timing: Timing = TIMING) -> Room:
    room = a_room(with_members=3, connected=[ADA, BEN], timing=timing)
    return after(room, room.disconnect(BEN, socket_of(BEN)))


def test_one_who_went_is_missed_after_the_grace() -> None:
    room = whose_ben_has_gone()
    assert room.due_at == NOON + GRACE
    assert room.due(NOON + GRACE - MOMENT) == ()
    assert room.due(NOON + GRACE) == (MemberMissed(BEN),)


def test_until_it_is_missed_a_member_passes_for_present() -> None:
    room = whose_ben_has_gone()
    assert (room.member(BEN).is_connected, room.member(BEN).is_present) == (False, True)
    room = after(room, room.due(NOON + GRACE), at=NOON + GRACE)
    assert (room.member(BEN).is_connected, room.member(BEN).is_present) == (False, False)
    assert room.due_at is None


def test_being_missed_does_not_change_since_when_it_is_away() -> None:
    room = whose_ben_has_gone()
    room = after(room, room.due(NOON + GRACE), at=NOON + GRACE)
    assert room.member(BEN).away_since == NOON


def test_one_who_is_back_in_time_is_never_missed() -> None:
    room = whose_ben_has_gone()
    room = after(room, room.connect(BEN, "s2", NODE), at=NOON + GRACE - MOMENT)
    assert room.due_at is None
    assert room.member(BEN).is_present


def test_one_who_never_came_is_nobody_to_miss() -> None:
    room = a_room(with_members=2, connected=[ADA], timing=TIMING)
    assert room.due_at is None
    assert not room.member(BEN).is_present


def test_all_who_are_missed_by_now_are_missed_at_once() -> None:
    room = a_room(with_members=3, connected=[ADA, BEN, CLEO], timing=TIMING)
    room = after(room, room.disconnect(BEN, socket_of(BEN)))
    room = after(room, room.disconnect(CLEO, socket_of(CLEO)), at=NOON + MOMENT)
    assert room.due(NOON + 2 * GRACE) == (MemberMissed(BEN), MemberMissed(CLEO))


def test_one_who_leaves_by_being_away_is_not_missed_before() -> None:
    room = whose_ben_has_gone(Timing(TTL, presence_grace=GRACE, member_grace=GRACE))
    cleo_never_came = MemberLeft(CLEO, LeaveReason.TIMEOUT)
    assert room.due(NOON + GRACE) == (MemberLeft(BEN, LeaveReason.TIMEOUT), cleo_never_came)


def test_without_a_grace_one_who_goes_is_away_at_once() -> None:
    assert not whose_ben_has_gone(Timing(TTL)).member(BEN).is_present
