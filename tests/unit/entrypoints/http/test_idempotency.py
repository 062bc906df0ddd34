"""Which keys are taken (draft-ietf-httpapi-idempotency-key-header)."""

import re

import pytest

from domain.errors import InvalidInput
from entrypoints.http.idempotency import LONGEST, PATTERN, SHORTEST, idempotency_key

UUID = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def test_without_the_header_there_is_no_key() -> None:
    assert idempotency_key([]) is None


@pytest.mark.parametrize("given", [UUID, f'"{UUID}"', f"  {UUID} ", f' "{UUID}"'])
def test_a_key_is_the_same_in_quotes_and_without(given: str) -> None:
    assert idempotency_key([given]) == UUID


@pytest.mark.parametrize(
    "key", ["k" * SHORTEST, "k" * LONGEST, "AZaz09+/=_-.~!#$%&'()*:<>?@[]^`{|}"]
)
def test_a_key_of_any_visible_characters_and_a_fair_length_is_taken(key: str) -> None:
    assert idempotency_key([key]) == idempotency_key([f'"{key}"']) == key


def test_in_quotes_a_backslash_stands_before_quotes_and_backslashes() -> None:
    assert idempotency_key([r'"0123456789\"abc\\,;"']) == r'0123456789"abc\,;'


@pytest.mark.parametrize(
    "values",
    [
        [""],
        ['""'],
        ["k" * (SHORTEST - 1)],
        ["k" * (LONGEST + 1)],
        ['"' + "k" * (SHORTEST - 1) + '"'],
        ['"' + "k" * (LONGEST + 1) + '"'],
        [UUID, UUID],
        [f"{UUID}, {UUID}"],
        [f'"{UUID}", "{UUID}"'],
        [f"{UUID},{UUID}"],
        [f"{UUID};a=1"],
        [f'"{UUID}";a=1'],
        [f'"{UUID}'],
        [f'{UUID}"'],
        [f"'{UUID}\\'"],
        [f'"{UUID}\\"'],
        [f'"{UUID}\\a"'],
        ["two words of a key"],
        ['"two words of a key"'],
        [f"{UUID}\x7f"],
        [f"{UUID}\t-"],
        ["ключ" * 5],
        ["\xff" * 20],
    ],
)
def test_anything_else_is_refused_by_the_name_of_the_header(values: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        idempotency_key(values)
    assert refusal.value.field == "Idempotency-Key"
    assert "random" in str(refusal.value)


@pytest.mark.parametrize("key", [UUID, "k" * SHORTEST, "k" * LONGEST])
@pytest.mark.parametrize("value", ["{}", '"{}"'])
def test_the_description_allows_what_is_taken(key: str, value: str) -> None:
    given = value.format(key)
    assert re.search(PATTERN, given)
    assert idempotency_key([given]) == key


@pytest.mark.parametrize("value", ["short", "two words of a key", f"{UUID},{UUID}", f'"{UUID}'])
def test_the_description_forbids_what_is_refused(value: str) -> None:
    assert not re.search(PATTERN, value)
