"""A place in a room, to keep and come back to."""

import json
from dataclasses import asdict

import pytest

from greenroom_client import Seat
from tests.forged import ANN, tokens_at_noon

SEAT = Seat(ANN.room_code, tokens_at_noon().issue(ANN))


def test_a_seat_knows_its_user() -> None:
    assert SEAT.user_id == ANN.user_id


def test_a_seat_that_was_kept_as_json_is_the_same_one() -> None:
    assert Seat(**json.loads(json.dumps(asdict(SEAT)))) == SEAT


def test_a_seat_does_not_show_its_token() -> None:
    assert repr(SEAT) == "Seat(room_code='ABCDEF')"


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.bbbbb.c", "a.e30.c", "a.W10=.c", "a.é.c"])
def test_a_token_that_is_none_names_nobody(token: str) -> None:
    with pytest.raises(ValueError, match="names no user"):
        _ = Seat("ABCDEF", token).user_id
