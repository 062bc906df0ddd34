"""What a name may not contain, character by character."""

import sys
from unicodedata import category

import pytest

from domain.refused_characters import refused_character

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), unchanged since 2018.
DEFAULT_IGNORABLE = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
]


@pytest.mark.parametrize(("first", "last"), DEFAULT_IGNORABLE)
def test_no_ignorable_character_passes_between_letters(first: int, last: int) -> None:
    passed = [code for code in range(first, last + 1) if not refused_character(f"A{chr(code)}b")]
    assert passed == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Cc", "must not contain control characters"),
        ("Cs", "must not contain broken characters"),
        ("Co", "must not contain private-use characters"),
    ],
)
def test_every_character_of_the_category_is_refused(kind: str, reason: str) -> None:
    told = {refused_character(each) for each in EVERY_CHARACTER if category(each) == kind}
    assert told == {reason}


def test_unassigned_characters_are_refused_save_emoji_to_come() -> None:
    unassigned = [each for each in EVERY_CHARACTER if category(each) == "Cn"]
    passed = [each for each in unassigned if refused_character(each) is None]
    assert len(unassigned) > 800_000
    assert all("\U0001f6d8" <= each <= "\U0001faff" for each in passed)


def test_every_letter_digit_and_sign_passes() -> None:
    blank_letters = "\u115f\u1160\u3164\uffa0\U00013441\U00013442"
    refused = [
        each
        for each in EVERY_CHARACTER
        if category(each)[0] in "LNPS" and refused_character(each) and each not in blank_letters
    ]
    assert refused == list("\u2800\ufffc\U0001d159")


def test_the_first_bad_character_gives_the_reason() -> None:
    assert refused_character("A\x00\u200b") == "must not contain control characters"
    assert refused_character("A\u200b\x00") == "must not contain invisible characters"
