"""Moments as text and as milliseconds."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.moment import EPOCH, from_iso, from_milliseconds, iso, to_milliseconds

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MILLISECOND, MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)


def test_it_is_written_as_javascript_writes_it() -> None:
    assert iso(NOON) == "2026-01-31T12:00:00.000Z"
    assert iso(NOON + 7 * MILLISECOND) == "2026-01-31T12:00:00.007Z"


def test_what_was_written_is_read_back() -> None:
    assert from_iso(iso(NOON + MILLISECOND)) == NOON + MILLISECOND


def test_what_nobody_wrote_is_no_moment() -> None:
    with pytest.raises(ValueError):
        from_iso("at noon")


def test_milliseconds_are_counted_from_1970() -> None:
    assert to_milliseconds(EPOCH) == 0
    assert to_milliseconds(NOON) == 1_769_860_800_000


def test_only_whole_milliseconds_count() -> None:
    assert to_milliseconds(EPOCH + MILLISECOND - MICROSECOND) == 0
    assert to_milliseconds(EPOCH + MILLISECOND) == 1


def test_counting_and_back_gives_the_same_moment() -> None:
    assert from_milliseconds(to_milliseconds(NOON + MILLISECOND)) == NOON + MILLISECOND
