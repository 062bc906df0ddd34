"""A host that is away too long is followed by someone who is here."""

from datetime import datetime, timedelta

from domain.events import HostChanged
from domain.room import Room
from domain.timing import Timing
from tests.rooms import ADA, BEN, CLEO, NODE, NOON, TTL, a_room, after, socket_of

GRACE = timedelta(seconds=60)
MOMENT = timedelta(milliseconds=1)
TIMING = Timing(TTL, host_grace=GRACE)


def whose_host_is_away(*here: str, timing: Timing = TIMING, since: datetime = NOON) -> Room:
    """A room of three; Ada, its host, has gone at this moment."""
    room = a_room(with_members=3, connected=[ADA, *here], timing=timing)
    return after(room, room.disconnect(ADA, socket_of(ADA)), at=since)


def test_the_room_goes_to_the_senior_of_those_who_are_here() -> None:
    room = whose_host_is_away(CLEO)
    assert room.due_at == NOON + GRACE
    assert room.due(NOON + GRACE - MOMENT) == ()
    assert room.due(NOON + GRACE) == (HostChanged(CLEO),)


def test_of_several_who_are_here_the_one_who_joined_first_follows() -> None:
    assert whose_host_is_away(BEN, CLEO).due(NOON + GRACE) == (HostChanged(BEN),)


def test_a_host_that_is_back_in_time_stays_the_host() -> None:
    room = whose_host_is_away(BEN)
    room = after(room, room.connect(ADA, "s2", NODE), at=NOON + GRACE - MOMENT)
    assert room.due_at is None
    assert room.due(NOON + TTL) == ()


def test_a_host_that_goes_again_has_the_whole_grace_again() -> None:
    room = whose_host_is_away(BEN)
    room = after(room, room.connect(ADA, "s2", NODE), at=NOON + GRACE / 2)
    room = after(room, room.disconnect(ADA, "s2"), at=NOON + GRACE)
    assert room.due_at == NOON + 2 * GRACE


def test_where_nobody_else_is_here_the_host_stays_the_host() -> None:
    assert whose_host_is_away().due_at is None
    assert whose_host_is_away().due(NOON + TTL) == ()


def test_the_first_who_comes_after_the_grace_follows_at_once() -> None:
    room = whose_host_is_away()
    later = NOON + 2 * GRACE
    room = after(room, room.connect(CLEO, "s2", NODE), at=later)
    assert room.due(later) == (HostChanged(CLEO),)


def test_a_host_that_never_came_is_away_from_the_beginning() -> None:
    room = a_room(with_members=2, connected=[BEN], timing=TIMING)
    assert room.due(NOON + GRACE) == (HostChanged(BEN),)


def test_one_who_is_made_the_host_while_away_has_the_grace_from_then() -> None:
    room = a_room(with_members=2, connected=[ADA], timing=TIMING)
    handed_over = NOON + 5 * GRACE
    room = after(room, room.transfer_host(by=ADA, to=BEN), at=handed_over)
    assert room.due_at == handed_over + GRACE


def test_without_a_grace_the_host_stays_the_host() -> None:
    room = whose_host_is_away(BEN, timing=Timing(TTL))
    assert room.due_at is None
    assert room.due(NOON + TTL) == ()


def test_once_it_has_passed_nothing_is_due_any_more() -> None:
    room = whose_host_is_away(BEN)
    room = after(room, room.due(NOON + GRACE), at=NOON + GRACE)
    assert (room.host_id, room.host_since) == (BEN, NOON + GRACE)
    assert room.due_at is None
