"""Latin, Cyrillic and Greek share shapes, so one name has letters of one of them."""

import pytest

from domain.confusable_scripts import mixed_scripts

CYRILLIC_A, GREEK_ALPHA = "\u0430", "\u03b1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\u0410dmin", "must not mix Latin and Cyrillic letters"),
        (f"A{GREEK_ALPHA}", "must not mix Latin and Greek letters"),
        (f"{CYRILLIC_A}{GREEK_ALPHA}", "must not mix Cyrillic and Greek letters"),
        (f"A{CYRILLIC_A}{GREEK_ALPHA}", "must not mix Latin and Cyrillic and Greek letters"),
        (f"Ａ{CYRILLIC_A}", "must not mix Latin and Cyrillic letters"),
        (f"𝐀{CYRILLIC_A}", "must not mix Latin and Cyrillic letters"),
        ("A𝛢", "must not mix Latin and Greek letters"),
    ],
)
def test_a_mixed_name_is_told_what_it_mixes(text: str, reason: str) -> None:
    assert mixed_scripts(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Admin",
        "Админ",
        "Αδάμ",
        "Ada 王 さくら 철수 علی",
        "Вася 王",
        "Вася №1 ™ Ⓐ ℃ Ⅳ",
        "Ada ✝ 🇷🇺",
        "10µm",
        "Дем\u02bcян",
        "\ud800",
    ],
    ids=ascii,
)
def test_one_of_the_three_goes_with_all_else(text: str) -> None:
    assert mixed_scripts(text) is None
