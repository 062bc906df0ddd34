"""The checks of the contract say what was promised and what came."""

import pytest

from application.contract.promises import refusal
from application.errors import Busy
from domain.errors import RoomFull, RoomNotFound


def test_a_refusal_that_comes_is_what_was_promised() -> None:
    with refusal(RoomNotFound, "a room that is not there"):
        raise RoomNotFound


def test_another_refusal_is_told_with_what_it_was() -> None:
    said = r"a full room must raise RoomFull, and raised Busy\("
    with pytest.raises(AssertionError, match=said), refusal(RoomFull, "a full room"):
        raise Busy


def test_no_refusal_is_told_as_well() -> None:
    said = "a full room must raise RoomFull, and nothing was raised"
    with pytest.raises(AssertionError, match=said), refusal(RoomFull, "a full room"):
        pass
