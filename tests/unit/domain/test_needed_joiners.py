"""Invisible characters have a use in emoji and in some scripts, and are tricks elsewhere."""

import pytest

from domain.combining_marks import MOST_OF_ALL
from domain.needed_joiners import without_needed_joiners


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("👩\u200d🚀", "👩🚀"),
        ("👩🏽\u200d🚀", "👩🏽🚀"),
        ("❤\ufe0f\u200d🔥", "❤🔥"),
        ("☺\ufe0e", "☺"),
        ("✌🏽\ufe0f", "✌🏽"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"),
    ],
)
def test_emoji_need_joiners_styles_and_tags(text: str, seen: str) -> None:
    assert without_needed_joiners(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("می\u200cنا", "مینا"),
        ("رَ\u200cنا", "رَنا"),
        ("هـ\u200dه", "هـ\u200dه"),
        ("ܝ\u200cܫ", "ܝܫ"),
        ("क्\u200dष", "क्ष"),
        ("राजन्\u200c", "राजन्"),
        ("অনিল্\u200d", "অনিল্"),
        ("র\u200d্য", "র্য"),
    ],
)
def test_letters_that_change_their_form_need_joiners(text: str, seen: str) -> None:
    assert without_needed_joiners(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "A\u200db",
        "A\u200cb",
        "\u200d",
        "\u200c",
        "\u200dع",
        "ع\u200c",
        "A\u200cع",
        "ع\u200cA",
        "ש\u200cר",
        "🎉\u200cA",
        "🎉\u200c🎉",
        "🎉\u200dA",
        "A\u200d🎉",
        "A\ufe0f\u200d🎉",
        "🇫\u200d🇷",
        "A\ufe0f",
        "\ufe0f",
        "1\ufe0f",
        "A\ufe0f\u20e3",
        "A\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🏴\U000e0067\U000e0062\U000e007f",
    ],
    ids=ascii,
)
def test_nobody_needs_them_elsewhere(text: str) -> None:
    assert without_needed_joiners(text) == text


def test_a_joiner_is_needed_after_a_letter_with_as_many_marks_as_it_may_have() -> None:
    letter = "ع" + "\u064e" * MOST_OF_ALL
    assert without_needed_joiners(f"{letter}\u200cع") == f"{letter}ع"


def test_a_second_joiner_or_style_is_one_too_many() -> None:
    assert without_needed_joiners("❤\ufe0f\ufe0f") == "❤\ufe0f"
    assert without_needed_joiners("🎉\u200d\u200d🎉") == "🎉\u200d\u200d🎉"
    assert without_needed_joiners("क्\u200d\u200d") == "क्\u200d"
