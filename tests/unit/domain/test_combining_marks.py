"""A letter bears what its language writes on it, and no tower."""

import pytest

from domain.combining_marks import piled_marks

TOO_MANY = "must not have more than 2 marks on one letter"
ACUTE_BELOW, TILDE_BELOW, LINE_BELOW = "\u0317", "\u0330", "\u0331"


def test_two_marks_on_every_letter_pass() -> None:
    assert piled_marks(f"x{ACUTE_BELOW}{TILDE_BELOW}" * 3) is None


def test_three_marks_on_one_letter_are_refused_wherever_it_is() -> None:
    tower = f"x{ACUTE_BELOW}{TILDE_BELOW}{LINE_BELOW}"
    assert piled_marks(tower) == TOO_MANY
    assert piled_marks(f"Ada {tower} Ada") == TOO_MANY


def test_a_joiner_that_is_needed_starts_no_new_count() -> None:
    assert piled_marks(f"क\u094d\u200d{ACUTE_BELOW}") is None
    assert piled_marks(f"क\u094d\u200d{ACUTE_BELOW}{TILDE_BELOW}") == TOO_MANY


def test_a_style_that_is_needed_is_no_mark_on_its_emoji() -> None:
    assert piled_marks(f"❤\ufe0f{ACUTE_BELOW}{TILDE_BELOW}") is None
    assert piled_marks(f"❤\ufe0f{ACUTE_BELOW}{TILDE_BELOW}{LINE_BELOW}") == TOO_MANY


@pytest.mark.parametrize(
    "syllable",
    [
        "ख\u093c\u0947\u0902",
        "ש\u05bc\u05c2\u05b8",
        "ل\u0651\u064e\u0670",
        "ས\u0f92\u0fb2\u0f7c",
        "ຫ\u0ebc\u0ebb\u0ec9",
        "လ\u103b\u103e\u1031\u102c\u1037",
    ],
)
def test_marks_that_are_part_of_the_letter_come_on_top(syllable: str) -> None:
    assert piled_marks(syllable) is None


@pytest.mark.parametrize(
    "tower",
    [
        "क" + "\u093c" * 6,
        "क" + "\u093e" * 6,
        "ཀ\u0f90\u0f91\u0f92\u0f93\u0f94\u0f95",
        "က\u103b\u103c\u1031\u102b\u102c\u1038",
    ],
)
def test_no_letter_bears_more_than_five_of_any_kind(tower: str) -> None:
    assert piled_marks(tower[:-1]) is None
    assert piled_marks(tower) == TOO_MANY


def test_a_name_does_not_begin_with_a_mark_that_would_fall_on_its_neighbour() -> None:
    assert piled_marks("\u0301Ada") == "must not begin with a combining mark"


@pytest.mark.parametrize("text", ["", "Ada", "( ͡° ͜ʖ ͡°)"])
def test_a_name_without_letters_or_marks_is_nothing_to_refuse(text: str) -> None:
    assert piled_marks(text) is None
