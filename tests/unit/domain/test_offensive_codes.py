"""Codes stand on screens that a whole party looks at."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.offensive_codes import offends

DEFAULT_ALPHABET = "3479ABCDEFGHJKMNPQRSTUVWXYZ"


@pytest.mark.parametrize("code", ["FUCK", "XFUCKX", "ABCASS", "ASSABC", "KKK", "HITLER", "PUTAXX"])
def test_a_word_offends_wherever_it_stands(code: str) -> None:
    assert offends(code)


@pytest.mark.parametrize("code", ["fuck", "FuCk", "xxCuNtxx"])
def test_a_word_offends_in_either_case(code: str) -> None:
    assert offends(code)


@pytest.mark.parametrize(
    "code",
    ["SH1T", "5H17", "455", "D1CK", "S1UT", "N4Z1", "B00B", "8008", "J122", "F46", "C0CK", "NI9"],
)
def test_a_word_offends_in_digits_that_look_like_letters(code: str) -> None:
    assert offends(code)


@pytest.mark.parametrize("code", ["FVCK", "CVNT", "DIKC", "KOCK", "FUQ", "SIVT", "PVTA"])
def test_a_word_offends_in_letters_that_look_or_sound_alike(code: str) -> None:
    assert offends(code)


def test_a_number_offends_too() -> None:
    assert offends("1488")
    assert offends("AB1488")


@pytest.mark.parametrize(
    "code", ["KRTWXY", "ABCDEF", "GAMERS", "333777", "HOUSE", "PARTY", "", "A"]
)
def test_an_innocent_code_passes(code: str) -> None:
    assert not offends(code)


def test_at_least_nineteen_codes_in_twenty_of_the_default_alphabet_pass() -> None:
    codes = ["".join(code) for code in product(DEFAULT_ALPHABET, repeat=3)]
    refused = sum(map(offends, codes))
    longer = codes[::7]
    refused_of_six = sum(offends(a + b) for a, b in zip(longer, reversed(longer), strict=True))
    assert refused < len(codes) / 100
    assert refused_of_six < len(longer) / 20


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert offends(text + "FUCK")
    assert offends(text) or not offends(text.lower())
