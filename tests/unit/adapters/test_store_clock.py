"""The server's time as a node knows it: a little behind, never ahead."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from adapters.store_clock import StoreClock
from domain.moment import from_milliseconds

LONG = 100.0
A_MOMENT = timedelta(seconds=5)


def test_before_the_first_answer_it_tells_the_time_of_this_machine() -> None:
    clock = StoreClock()
    assert not clock.is_fresh
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT  # noqa: TID251


def test_it_tells_the_servers_time_whatever_this_machine_believes() -> None:
    clock = StoreClock()
    clock.observe(1_000_000, 250_000)
    assert clock.is_fresh
    assert from_milliseconds(1_000_000_250) <= clock.now() < from_milliseconds(1_000_005_250)


def test_the_latest_answer_counts() -> None:
    clock = StoreClock()
    clock.observe(2_000_000, 0)
    clock.observe(1_000_000, 0)
    assert clock.now() < from_milliseconds(1_000_005_000)


def test_its_time_is_in_whole_milliseconds() -> None:
    clock = StoreClock()
    clock.observe(1_000_000, 123_456)
    assert clock.now().microsecond % 1000 == 0


@pytest.mark.parametrize("microseconds", [0, 1, 499, 500, 999, 1000, 999_999])
def test_what_happens_until_not_after_happens_before_the_deadline(microseconds: int) -> None:
    """A server calls a whole millisecond by its beginning."""
    clock = StoreClock()
    asked = time.monotonic()
    clock.observe(1_000_000, microseconds)
    heard = time.monotonic()
    due = heard + LONG
    end = (clock.not_after(due) + 1) / 1000
    assert end <= 1_000_000 + microseconds / 1e6 + (due - asked)
    assert end > 1_000_000 + microseconds / 1e6 + LONG - 0.002


def test_an_answer_that_is_old_is_not_relied_upon(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = StoreClock()
    clock.observe(1_000_000, 0)
    monkeypatch.setattr("adapters.store_clock.FRESH", 0.0)
    assert not clock.is_fresh


def test_what_is_in_time_by_one_clock_is_told_to_another() -> None:
    here, there = StoreClock(), StoreClock()
    here.observe(1_000_000, 0)
    there.observe(2_000_000, 0)
    due = time.monotonic() + LONG
    assert abs(here.due_of(here.not_after(due)) - due) < 0.002
    assert abs(there.not_after(here.due_of(here.not_after(due))) - there.not_after(due)) <= 1
