"""What people type to enter a room (DESIGN, "Codes")."""

from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import RoomNotFound
from domain.room_code import LONGEST_CODE, RoomCodeRule

RULE = RoomCodeRule("3479ABCDEFGHJKMNPQRSTUVWXYZ")
ALPHABETS = [
    RULE.alphabet,
    RULE.alphabet.lower(),
    ascii_uppercase,
    ascii_lowercase + digits,
    ascii_letters + digits,
    digits,
    "01",
    "aB0bA",
]


@pytest.mark.parametrize("typed", ["KRTW34", "krtw34", "KrTw34"])
def test_a_code_is_read_in_either_case(typed: str) -> None:
    assert RULE.read(typed) == "KRTW34"


def test_a_lower_case_alphabet_has_lower_case_codes() -> None:
    assert RoomCodeRule("abcdef").read("AbC") == "abc"


def test_case_matters_where_the_alphabet_has_both() -> None:
    rule = RoomCodeRule("aAbB")
    assert (rule.read("aB"), rule.read("Ab")) == ("aB", "Ab")


@pytest.mark.parametrize("typed", ["A", "ABCD", "ABCDEF", "ABCDEFGH", "A" * LONGEST_CODE])
def test_a_code_of_any_length_may_have_a_room(typed: str) -> None:
    assert RULE.read(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "ABC DEF",
        "ABCDEF ",
        "ABCDE0",
        "ABCDEL",
        "ABC-EF",
        "ABC\nEF",
        "ABC\x00EF",
        "ÄBCDEF",
        "АBCDEF",
        "ſſſſſſ",
        "ßßß",
        "ＡＢＣ",
        "\ud800",
        "{ABCDE}",
        "../../",
        "A" * (LONGEST_CODE + 1),
        "A" * 1_000_000,
    ],
    ids=lambda typed: ascii(typed[:20]),
)
def test_a_text_that_can_not_be_a_code_names_no_room(typed: str) -> None:
    with pytest.raises(RoomNotFound):
        RULE.read(typed)


@given(
    alphabet=st.sampled_from(ALPHABETS),
    typed=st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from(ascii_letters)),
)
def test_whatever_is_typed_is_a_code_or_no_room(alphabet: str, typed: str) -> None:
    rule = RoomCodeRule(alphabet)
    try:
        code = rule.read(typed)
    except RoomNotFound:
        return
    assert set(code) <= set(alphabet)
    assert code.lower() == typed.lower()
    assert rule.read(code) == code


@given(alphabet=st.sampled_from(ALPHABETS), choose=st.data())
def test_every_text_of_the_alphabet_is_a_code_as_it_is(
    alphabet: str, choose: st.DataObject
) -> None:
    code = choose.draw(st.text(st.sampled_from(alphabet), min_size=1, max_size=LONGEST_CODE))
    assert RoomCodeRule(alphabet).read(code) == code


@pytest.mark.parametrize(
    ("alphabet", "complaint"),
    [
        ("", "at least two characters"),
        ("A", "at least two characters"),
        ("AB-", "only ASCII letters and digits"),
        ("AB C", "only ASCII letters and digits"),
        ("AB\n", "only ASCII letters and digits"),
        ("ABÄ", "only ASCII letters and digits"),
        ("AB²", "only ASCII letters and digits"),
        ("AB\ud800", "only ASCII letters and digits"),
        ("AA", "each character once"),
        ("ABCA", "each character once"),
        ("ABCd", "some letter in both"),
        ("aB", "some letter in both"),
    ],
    ids=ascii,
)
def test_a_bad_alphabet_is_refused_with_a_reason(alphabet: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RoomCodeRule(alphabet)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_a_sound_alphabet_is_a_rule(alphabet: str) -> None:
    assert RoomCodeRule(alphabet).alphabet == alphabet
