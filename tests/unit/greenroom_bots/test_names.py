"""What players are called."""

from greenroom_bots.names import NAMES, name_of


def test_nobody_is_called_as_another_on_any_seat_at_any_turn() -> None:
    names = [name_of(seat, turn, 8) for turn in range(10) for seat in range(8)]
    assert len(set(names)) == len(names)
    assert names[: len(NAMES)] == list(NAMES)
    assert names[len(NAMES)] == "Ada 2"
