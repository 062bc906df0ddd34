"""What a page shows and what was printed."""

import pytest

from tests.walkthrough.shown import fits, fits_in_any_order


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("done\n", "done"),
        ('{"roomCode":"S33WAQ"}', '{"roomCode":"AMVSZ7"}'),
        ('{"id":"q7…","n":1}', '{"id":"tcGai3VB7PX","n":1}'),
        ("at 2026-11-23T21:31:49.428Z", "at 2030-01-01T00:00:00.000Z"),
        ('{"a":"b",…,"c":"d"}', '{"a":"b","x":{"y":1},"c":"d"}'),
        ("{…} [{…}] took … ms", '{"a": {}} [{"b": 1}] took 0.31 ms'),
        ("first\n…\nlast\n", "first\na\nb\nlast\n"),
        ("first\n…\nlast\n", "first\nlast\n"),
        ("a.b (c) $", "a.b (c) $"),
    ],
)
def test_output_of_which_chance_is_all_that_differs_fits(shown: str, printed: str) -> None:
    assert fits(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("done", "done\nand more"),
        ("done\nand more", "done"),
        ('{"id":"q7…","n":1}', '{"id":"tcGai3VB7PX","n":2}'),
        ('{"id":"q7…"}', '{"id":"tcGai3VB7PX","and":"more"}'),
        ('{"roomCode":"S33WAQ"}', '{"roomCode":"AMVSZ"}'),
        ("at 2026-11-23T21:31:49.428Z", "at 2026-11-23 21:31:49"),
        ("a.b", "a-b"),
    ],
)
def test_any_other_output_does_not_fit(shown: str, printed: str) -> None:
    assert not fits(shown, printed)


def test_lines_may_come_in_another_order_where_the_page_says_so() -> None:
    assert fits_in_any_order("one\ntwo …\n", "two 2\none\n")
    assert not fits_in_any_order("one\ntwo\n", "one\n")
    assert not fits_in_any_order("one\n", "one\ntwo\n")
    assert not fits_in_any_order("one\none\n", "one\ntwo\n")
