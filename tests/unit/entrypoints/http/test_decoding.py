"""Strictness of bodies, and what is told of their faults."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.http.bodies import Entry, NewRoom
from entrypoints.http.decoding import LONGEST_NAME, MOST_FAULTS, InvalidBody, decode


def refused(body: bytes) -> InvalidBody:
    with pytest.raises(InvalidBody) as caught:
        decode(body, NewRoom)
    return caught.value


def faults(body: bytes) -> list[str]:
    return [str(fault) for fault in refused(body).faults]


def test_a_body_is_read() -> None:
    assert decode(b'{"displayName": "Ada", "maxUsers": 7}', NewRoom) == NewRoom("Ada", 7)


def test_a_size_that_is_left_out_or_null_is_the_default() -> None:
    assert decode(b'{"displayName": "Ada"}', NewRoom).max_users is None
    assert decode(b'{"displayName": "Ada", "maxUsers": null}', NewRoom).max_users is None


@pytest.mark.parametrize(
    "size", ["7.5", '"7"', "true", "false", "[]", "{}", "1e400", "1" + "0" * 9999]
)
def test_a_size_that_is_no_whole_number_is_never_bent_into_one(size: str) -> None:
    body = f'{{"displayName": "Ada", "maxUsers": {size}}}'.encode()
    assert faults(body) == ["maxUsers must be a whole number."]


def test_a_whole_number_of_any_size_is_left_to_the_rule() -> None:
    body = b'{"displayName": "Ada", "maxUsers": 1' + b"0" * 99 + b"}"
    assert decode(body, NewRoom).max_users == 10**99


@pytest.mark.parametrize("name", ["7", "null", "true", "[]", "{}", "[[[[]]]]"])
def test_a_name_must_be_a_string(name: str) -> None:
    assert faults(f'{{"displayName": {name}}}'.encode()) == ["displayName must be a string."]


def test_a_missing_name_is_told() -> None:
    assert faults(b"{}") == ["displayName is missing."]


def test_all_faults_are_told_at_once() -> None:
    assert faults(b'{"maxUsers": "7", "colour": "red", "displayName": 3}') == [
        "displayName must be a string.",
        "maxUsers must be a whole number.",
        "colour is not a field here.",
    ]


def test_a_field_given_twice_is_refused_however_it_is_spelt() -> None:
    assert faults(b'{"displayName": "Ada", "\\u0064isplayName": "Ben"}') == [
        "displayName appears more than once."
    ]


@pytest.mark.parametrize(
    "body",
    [
        b'{"displayName": "Ada", "maxUsers": null, "maxUsers": 8}',
        b'{"displayName": "Ada", "maxUsers": 8, "maxUsers": null}',
        b'{"maxUsers": 8, "displayName": "A:d:a", "maxUsers": 8}',
    ],
)
def test_a_field_given_twice_is_refused_whatever_it_says(body: bytes) -> None:
    assert faults(body) == ["maxUsers appears more than once."]


def test_colons_in_a_name_are_no_fields() -> None:
    assert decode(b'{"displayName": "a:b::c"}', Entry).display_name == "a:b::c"


def test_names_of_unknown_fields_are_told_in_part_and_in_bounded_number() -> None:
    unknown = ", ".join(f'"{n}{"x" * 99}": 1' for n in range(99))
    told = refused(f'{{"displayName": "Ada", {unknown}}}'.encode()).faults
    assert len(told) == MOST_FAULTS
    assert {len(fault.field) for fault in told} == {LONGEST_NAME}


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7", b"true", b"[" * 5000])
def test_what_is_not_an_object_is_refused_whole(body: bytes) -> None:
    assert refused(body).faults == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b'{"displayName": "Ada"',
        b'{"displayName": "Ada"} {}',
        b'{"displayName": "Ada",}',
        b"{'displayName': 'Ada'}",
        b'{"displayName": "Ada", "maxUsers": NaN}',
        b'{"displayName": "\xff"}',
        b'{"displayName": "\xed\xa0\x80"}',
        b'{"displayName": "\\ud800"}',
        b'{"displayName": "a\nb"}',
        b'\xef\xbb\xbf{"displayName": "Ada"}',
        '{"displayName": "Ada"}'.encode("utf-16"),
        b'{"displayName": "Ada", "x": ' + b"[" * 9000,
    ],
)
def test_malformed_json_is_refused(body: bytes) -> None:
    refused(body)


def test_text_in_any_script_comes_through_unchanged() -> None:
    name = "Zoë 🧑‍🚀 مرحبا"
    assert decode(f'{{"displayName": "{name}"}}'.encode(), Entry).display_name == name
    assert decode(b'{"displayName": "\\ud83e\\udd80"}', Entry).display_name == "🦀"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(InvalidBody):
        assert isinstance(decode(body, NewRoom), NewRoom)
