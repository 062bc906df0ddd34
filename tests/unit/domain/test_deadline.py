"""A room outlives its last change by the TTL, or a tenth less (DESIGN, "Deadline")."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import extended, last_call
from tests.rooms import NOON

TTL = timedelta(seconds=100)
DEADLINE = NOON + TTL
MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize("later", [timedelta(0), MOMENT, timedelta(seconds=10)])
def test_within_a_tenth_of_the_ttl_the_deadline_stays(later: timedelta) -> None:
    assert extended(DEADLINE, at=NOON + later, ttl=TTL) == DEADLINE


def test_past_a_tenth_of_the_ttl_the_deadline_is_a_whole_ttl_away() -> None:
    at = NOON + timedelta(seconds=10) + MOMENT
    assert extended(DEADLINE, at=at, ttl=TTL) == at + TTL


def test_a_deadline_that_has_passed_already_moves() -> None:
    at = DEADLINE + timedelta(days=1)
    assert extended(DEADLINE, at=at, ttl=TTL) == at + TTL


def test_a_clock_that_went_back_does_not_move_the_deadline_back() -> None:
    at = NOON - timedelta(hours=1)
    assert extended(DEADLINE, at=at, ttl=TTL) == DEADLINE


def test_the_shortest_ttl_of_a_second_obeys_the_same_rule() -> None:
    ttl, deadline = timedelta(seconds=1), NOON + timedelta(seconds=1)
    kept, moved = timedelta(milliseconds=100), timedelta(milliseconds=101)
    assert extended(deadline, at=NOON + kept, ttl=ttl) == deadline
    assert extended(deadline, at=NOON + moved, ttl=ttl) == NOON + moved + ttl


milliseconds = st.integers(-(10**9), 10**9).map(lambda n: timedelta(milliseconds=n))
ttls = st.integers(1, 10**6).map(lambda n: timedelta(seconds=n))


@given(deadline=milliseconds, at=milliseconds, ttl=ttls)
def test_a_deadline_never_moves_back_and_leaves_nine_tenths_of_the_ttl(
    deadline: timedelta, at: timedelta, ttl: timedelta
) -> None:
    moved = extended(NOON + deadline, at=NOON + at, ttl=ttl)
    assert moved >= NOON + deadline
    assert moved >= NOON + at + ttl * 9 / 10


@given(deadline=milliseconds, at=milliseconds, ttl=ttls)
def test_a_deadline_stays_or_becomes_a_whole_ttl_away(
    deadline: timedelta, at: timedelta, ttl: timedelta
) -> None:
    moved = extended(NOON + deadline, at=NOON + at, ttl=ttl)
    assert moved in (NOON + deadline, NOON + at + ttl)


@given(deadline=milliseconds, at=milliseconds, ttl=ttls)
def test_extending_a_second_time_at_the_same_moment_changes_nothing(
    deadline: timedelta, at: timedelta, ttl: timedelta
) -> None:
    once = extended(NOON + deadline, at=NOON + at, ttl=ttl)
    assert extended(once, at=NOON + at, ttl=ttl) == once


@pytest.mark.parametrize(
    ("ttl", "before"),
    [(6 * 3600, 60), (121, 60), (120, 60), (119, 59.5), (20, 10), (1, 0.5)],
)
def test_the_last_call_comes_a_minute_before_the_deadline_or_at_half_of_the_time(
    ttl: float, before: float
) -> None:
    called = last_call(NOON, ttl=timedelta(seconds=ttl))
    assert NOON - called == timedelta(seconds=before)


@pytest.mark.parametrize("ttl", [1, 20, 119, 120, 6 * 3600])
def test_a_change_after_the_last_call_moves_the_deadline(ttl: float) -> None:
    time = timedelta(seconds=ttl)
    deadline = NOON + time
    assert extended(deadline, at=last_call(deadline, ttl=time), ttl=time) > deadline
