"""The machine's time, as the rooms need it."""

from datetime import UTC, datetime, timedelta

from adapters.system_clock import SystemClock
from application.ports import Clock
from domain.moment import from_iso, iso

MILLISECOND = timedelta(milliseconds=1)


def test_it_tells_the_machines_time() -> None:
    before = datetime.now(UTC)  # noqa: TID251 - the very clock in question
    told = SystemClock().now()
    assert before - MILLISECOND < told <= datetime.now(UTC)  # noqa: TID251


def test_it_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_it_tells_whole_milliseconds_which_survive_being_written() -> None:
    for _ in range(1_000):
        told = SystemClock().now()
        assert told.microsecond % 1000 == 0
        assert from_iso(iso(told)) == told


def test_it_is_the_port() -> None:
    assert Clock in SystemClock.__mro__
