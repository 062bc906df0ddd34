"""How many commands a user may send, and what becomes of more."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from entrypoints.realtime.pace import Paces, Verdict
from entrypoints.throttled import Throttled

LIMIT = 3
WINDOW = 10
PASS, REFUSE, END = Verdict.ADMITTED, Verdict.REFUSED, Verdict.ENDED


def some_paces() -> Paces:
    return Paces(LIMIT, timedelta(seconds=WINDOW), Throttled(CollectorRegistry()))


def judged(paces: Paces, count: int, now: float, user_id: str = "ada") -> list[Verdict]:
    return [paces.judge(user_id, now) for _ in range(count)]


def test_as_many_as_the_limit_pass_then_as_many_are_refused_then_it_ends() -> None:
    assert judged(some_paces(), 8, 0) == [PASS] * 3 + [REFUSE] * 3 + [END] * 2


def test_the_window_slides() -> None:
    paces = some_paces()
    assert judged(paces, 1, 0) == [PASS]
    assert judged(paces, 2, 6) == [PASS, PASS]
    assert judged(paces, 1, 9.9) == [REFUSE]
    assert judged(paces, 2, 10) == [PASS, REFUSE]
    assert judged(paces, 3, 16) == [PASS, PASS, REFUSE]


def test_one_who_heeds_refusals_goes_on_for_ever() -> None:
    paces = some_paces()
    for round_ in range(100):
        now = round_ * WINDOW
        assert judged(paces, 6, now) == [PASS] * 3 + [REFUSE] * 3


def test_everybody_has_a_pace_of_their_own() -> None:
    paces = some_paces()
    judged(paces, 4, 0, "ada")
    assert judged(paces, 3, 0, "ben") == [PASS] * 3


def test_those_who_are_quiet_for_a_window_are_forgotten_and_no_others() -> None:
    paces = some_paces()
    for number in range(100):
        paces.judge(f"early {number}", 0)
    judged(paces, LIMIT, 9, "ada")
    for number in range(100):
        paces.judge(f"late {number}", 10)
    assert len(paces) == 101
    assert judged(paces, 1, 10, "ada") == [REFUSE]


def test_one_who_is_being_refused_is_not_forgotten() -> None:
    paces = some_paces()
    judged(paces, LIMIT, 0, "ada")
    judged(paces, LIMIT, 9, "ada")
    paces.judge("ben", 10.5)
    judged(paces, LIMIT, 10.5, "ada")
    assert judged(paces, 1, 10.5, "ada") == [END]


def test_one_who_was_refused_long_ago_is_not_forgotten_while_others_come() -> None:
    paces = some_paces()
    assert judged(paces, LIMIT + 1, 0) == [PASS] * 3 + [REFUSE]
    assert judged(paces, LIMIT, 2 * WINDOW) == [PASS] * 3
    assert judged(paces, 1, 2 * WINDOW, "ben") == [PASS]
    assert judged(paces, 1, 2 * WINDOW) == [REFUSE]
