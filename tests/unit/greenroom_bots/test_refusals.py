"""How long a refusal is waited out."""

from random import Random

import pytest

from greenroom_bots.refusals import LONGEST, is_passing, pause_after
from greenroom_client import Code, Refused


@pytest.mark.parametrize(
    ("code", "passes"),
    [
        (Code.ROOM_LOCKED, True),
        (Code.BUSY, True),
        (Code.SERVICE_UNAVAILABLE, True),
        (Code.ROOM_NOT_FOUND, False),
        (Code.MEMBER_NOT_FOUND, False),
        (Code.UNAUTHORIZED, False),
    ],
)
def test_some_refusals_pass_and_others_do_not(code: Code, passes: bool) -> None:
    assert is_passing(Refused(code, "no")) is passes


def test_pauses_grow_have_an_end_and_are_spread() -> None:
    pauses = [pause_after(attempt, None, Random(attempt)) for attempt in range(20)]
    assert pauses[0] <= 1.0
    assert max(pauses) <= LONGEST * 1.5
    assert min(pauses[5:]) >= LONGEST * 0.5
    assert len(set(pauses)) == len(pauses)


def test_nobody_is_back_before_the_server_wants_it() -> None:
    refused = Refused(Code.RATE_LIMITED, "no", retry_after=30)
    assert 30 < pause_after(0, refused, Random(1)) <= 31
