"""What is counted in a run."""

from greenroom_bots.tally import WINDOW, Rate, Tally


def test_a_rate_is_that_of_the_last_whole_seconds() -> None:
    rate = Rate()
    for moment in (10.0, 10.5, 11.2, 12.9):
        rate.add(moment)
    assert rate.per_second(12.95) == 3 / WINDOW, "the second that is not over does not count yet"
    assert rate.per_second(13.0) == 4 / WINDOW
    assert rate.per_second(16.5) == 2 / WINDOW, "what is older is forgotten"
    assert rate.per_second(100.0) == 0


def test_commands_are_counted_by_what_came_of_them_and_refusals_as_errors() -> None:
    tally = Tally()
    for result in ("ok", "ok", "NOT_HOST", "unknown", "unsent"):
        tally.command("kick", result)
    tally.command("leave", "ok")
    assert tally.results() == {
        "kick": {"NOT_HOST": 1, "ok": 2, "unknown": 1, "unsent": 1},
        "leave": {"ok": 1},
    }
    assert tally.errors == {"NOT_HOST": 1}


def test_the_median_and_the_worst_of_the_returns() -> None:
    tally = Tally()
    assert (tally.median_return, tally.worst_return) == (None, None)
    for seconds in (3.0, 0.5, 1.0):
        tally.returned(seconds)
    assert (tally.median_return, tally.worst_return) == (1.0, 3.0)
