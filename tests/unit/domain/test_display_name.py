"""Names: any text that a person would use, and none that deceives (DESIGN, "Display names")."""

from unicodedata import is_normalized, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.combining_marks import MOST_OF_ALL, is_mark, piled_marks
from domain.confusable_scripts import mixed_scripts
from domain.display_name import CODE_POINTS, DisplayNameRule
from domain.errors import InvalidDisplayName
from domain.refused_characters import refused_character
from tests.display_names import HONEST, TRICKS

RULE = DisplayNameRule(2, 20)

honest = [(script, name) for script, names in HONEST.items() for name in names]
tricks = [(reason, name) for reason, names in TRICKS.items() for name in names]

any_character = st.characters(exclude_categories=())
pieces = st.sampled_from(
    [name for _, name in honest + tricks]
    + [character for _, name in honest + tricks for character in name]
)
any_text = st.text(any_character) | st.lists(pieces | any_character, max_size=8).map("".join)


def refusal(text: str, rule: DisplayNameRule = RULE) -> str:
    with pytest.raises(InvalidDisplayName) as refused:
        rule.read(text)
    return refused.value.reason


def name_or_none(text: str) -> str | None:
    try:
        return RULE.read(text)
    except InvalidDisplayName:
        return None


@pytest.mark.parametrize(("script", "name"), honest)
def test_an_honest_name_passes_as_it_is(script: str, name: str) -> None:
    assert RULE.read(name) == normalize("NFC", name)


@pytest.mark.parametrize(("script", "name"), honest)
def test_an_honest_name_passes_as_a_mac_would_send_it(script: str, name: str) -> None:
    assert RULE.read(normalize("NFD", name)) == normalize("NFC", name)


@pytest.mark.parametrize(("reason", "name"), tricks, ids=ascii)
def test_a_trick_is_refused_with_a_reason(reason: str, name: str) -> None:
    assert refusal(name) == reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ada  ", "Ada"),
        ("Ada   Lovelace", "Ada Lovelace"),
        ("Ada\tLovelace\r\n", "Ada Lovelace"),
        ("\u3000王\u3000小明\u00a0", "王 小明"),
        ("Ada\u2028\u2009\u1680Lovelace", "Ada Lovelace"),
    ],
)
def test_a_name_is_trimmed_and_its_spaces_are_single(text: str, name: str) -> None:
    assert RULE.read(text) == name


def test_a_composed_and_a_decomposed_name_are_the_same() -> None:
    assert RULE.read("Zoe\u0308") == RULE.read("Zo\u00eb") == "Zo\u00eb"


@pytest.mark.parametrize("name", ["Al", "A" * 20, "e\u0301" * 20, "z\u0300\u0316" * 20, "क्षि" * 10])
def test_a_name_within_the_bounds_passes(name: str) -> None:
    assert RULE.read(name) == normalize("NFC", name)


@pytest.mark.parametrize(
    "text", ["", " ", " \t\n ", "A", " A ", "z\u0300\u0316", "❤️", "A" * 21, "A b" * 8, "क्षि" * 11]
)
def test_a_name_out_of_bounds_is_told_the_bounds(text: str) -> None:
    assert refusal(text) == "must be 2 to 20 characters long"


def test_of_plain_ascii_no_rule_refuses_anything() -> None:
    """Which is why such a name is not shown to them."""
    plain = "".join(map(chr, range(0x20, 0x7F)))
    assert plain.isprintable()
    for text in (plain, *plain):
        assert not refused_character(text)
        assert not piled_marks(text)
        assert not mixed_scripts(text)


def test_marks_count_for_nothing_and_joiners_for_one() -> None:
    assert DisplayNameRule(7, 7).read("👨‍👩‍👧‍👦") == "👨‍👩‍👧‍👦"
    assert DisplayNameRule(1, 1).read("1️⃣") == "1️⃣"


@pytest.mark.parametrize("text", ["A" * 10_000_000, "\u0316" * 1_000_000, " " * 1_000_000 + "Ada"])
def test_what_is_far_too_long_is_refused_before_it_is_looked_at(text: str) -> None:
    assert refusal(text) == "must be 2 to 20 characters long"


def test_a_name_of_20_characters_with_200_marks_is_refused_for_its_marks() -> None:
    name = "".join("x" + "\u0316" * 10 for _ in range(20))
    assert refusal(name) == "must not have more than 2 marks on one letter"


def test_a_refusal_becomes_a_sentence_about_the_field() -> None:
    with pytest.raises(InvalidDisplayName, match=r"^displayName must not contain invisible"):
        RULE.read("Ada\u200b")


@pytest.mark.parametrize(("least", "most"), [(0, 20), (-1, 20), (3, 2), (0, 0)])
def test_a_rule_that_no_name_could_obey_is_refused(least: int, most: int) -> None:
    with pytest.raises(ValueError, match="the shortest name has 1 character or more"):
        DisplayNameRule(least, most)


@given(text=any_text)
@example(text="\ud800\udfff")
@example(text="\u1100\u1161\u11a8" * 20)
@example(text="\U0001d160" * 10)
def test_whatever_the_text_it_is_a_name_or_an_invalid_name(text: str) -> None:
    name = name_or_none(text)
    if name is not None:
        assert RULE.read(name) == name
        assert is_normalized("NFC", name)
        assert name == name.strip()
        assert 2 <= sum(not is_mark(character) for character in name) <= 20
        assert len(name.encode()) <= 4 * CODE_POINTS * 20


@given(text=any_text)
def test_no_name_has_more_marks_together_than_the_fullest_letter(text: str) -> None:
    marks = "".join("m" if is_mark(each) else " " for each in name_or_none(text) or "")
    most = MOST_OF_ALL + len("\ufe0f")
    assert all(len(run) <= most for run in marks.split())
