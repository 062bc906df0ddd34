"""How long things last in a room."""

from datetime import timedelta

import pytest

from domain.timing import Timing

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_an_empty_room_lives_as_long_as_any_unless_it_says_otherwise() -> None:
    assert Timing(HOUR).while_(occupied=False) == HOUR
    assert Timing(HOUR, empty_ttl=MINUTE).while_(occupied=False) == MINUTE
    assert Timing(HOUR, empty_ttl=MINUTE).while_(occupied=True) == HOUR


@pytest.mark.parametrize("empty_ttl", [timedelta(), -MINUTE, HOUR + MINUTE])
def test_an_empty_room_lives_for_some_time_and_no_longer_than_another(
    empty_ttl: timedelta,
) -> None:
    with pytest.raises(ValueError):
        Timing(HOUR, empty_ttl=empty_ttl)


@pytest.mark.parametrize("ttl", [timedelta(), -HOUR])
def test_a_room_lives_for_some_time(ttl: timedelta) -> None:
    with pytest.raises(ValueError):
        Timing(ttl)


@pytest.mark.parametrize("grace", ["host_grace", "member_grace", "presence_grace"])
def test_a_grace_is_no_time_or_more(grace: str) -> None:
    with pytest.raises(ValueError):
        Timing(HOUR, **{grace: -MINUTE})
