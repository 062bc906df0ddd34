"""Pauses that spread the attempts of many, and don't grow for ever."""

import pytest

from adapters.jittered_backoff import JitteredBackoff
from application.ports import Backoff

MANY = 2000
FIRST, MOST = 0.1, 2.0


def pauses(attempt: int) -> list[float]:
    backoff = JitteredBackoff(FIRST, MOST)
    return [backoff.pause(attempt) for _ in range(MANY)]


@pytest.mark.parametrize(
    ("attempt", "bound"), [(0, 0.1), (1, 0.2), (2, 0.4), (4, 1.6), (5, 2.0), (10**9, 2.0)]
)
def test_a_pause_is_anything_up_to_a_bound_that_doubles(attempt: int, bound: float) -> None:
    found = pauses(attempt)
    assert 0 <= min(found) < bound / 10
    assert bound * 0.9 < max(found) <= bound


def test_pauses_are_spread_evenly() -> None:
    early = sum(pause < MOST / 2 for pause in pauses(10))
    assert MANY * 0.4 < early < MANY * 0.6


def test_it_is_the_port() -> None:
    assert Backoff in JitteredBackoff.__mro__
