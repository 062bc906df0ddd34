"""So many of each kind in a window, and the rest are counted."""

import pytest

from entrypoints.ration import Ration


class Time:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ration(time: Time) -> Ration:
    return Ration(most=3, seconds=1.0, clock=time)


def said(ration: Ration, times: int, kind: str = "odd") -> list[bool]:
    return [ration.allows(kind) for _ in range(times)]


def test_so_many_may_be_said_and_no_more(ration: Ration) -> None:
    assert said(ration, 5) == [True, True, True, False, False]


def test_every_kind_has_a_ration_of_its_own(ration: Ration) -> None:
    said(ration, 5, "odd")
    assert said(ration, 4, "even") == [True, True, True, False]


def test_the_ration_is_full_again_when_the_window_is_over(ration: Ration, time: Time) -> None:
    said(ration, 5)
    time.now += 0.999
    assert said(ration, 1) == [False]
    time.now += 0.001
    assert said(ration, 4) == [True, True, True, False]


def test_a_window_begins_with_what_is_said_first_in_it(ration: Ration, time: Time) -> None:
    said(ration, 1)
    time.now += 10.5
    said(ration, 3)
    time.now += 0.9
    assert said(ration, 1) == [False]


def test_what_was_left_out_is_told_once_when_the_window_is_over(ration: Ration, time: Time) -> None:
    said(ration, 5, "odd")
    said(ration, 4, "even")
    said(ration, 3, "rare")
    assert ration.left_out() == {}
    time.now += 1
    assert ration.left_out() == {"odd": 2, "even": 1}
    assert ration.left_out() == {}


def test_what_nobody_asked_about_is_told_with_what_comes_after(ration: Ration, time: Time) -> None:
    said(ration, 5)
    time.now += 1
    said(ration, 4)
    assert ration.left_out() == {}
    time.now += 1
    assert ration.left_out() == {"odd": 3}
