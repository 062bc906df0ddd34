import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.errors import InvalidToken
from tests.forged import (
    ANN,
    MISSING,
    assert_refused,
    claims,
    json_values,
    signed,
    signed_claims,
    tokens_at_noon,
)


@pytest.mark.parametrize("claim", ["roomCode", "userId", "iat", "exp", "iss", "aud"])
def test_every_claim_is_required(claim: str) -> None:
    assert_refused(signed_claims(**{claim: MISSING}))


@pytest.mark.parametrize("claim", ["roomCode", "userId", "iat", "exp", "iss", "aud"])
@pytest.mark.parametrize(
    "value", [None, True, "", 1.5, -1e99, [], ["greenroom:rooms"], {"a": 1}, "x" * 300]
)
def test_a_claim_of_a_wrong_type_is_refused(claim: str, value: object) -> None:
    assert_refused(signed_claims(**{claim: value}))


@pytest.mark.parametrize("value", ["1714586400", "2999-01-01T00:00:00Z", "inf"])
def test_times_that_are_text_are_refused(value: str) -> None:
    assert_refused(signed_claims(exp=value))


def test_a_foreign_issuer_is_refused() -> None:
    assert_refused(signed_claims(iss="elsewhere"))


def test_a_foreign_audience_is_refused() -> None:
    assert_refused(signed_claims(aud="greenroom:admin"))


def test_a_claim_beside_ours_is_ignored() -> None:
    assert tokens_at_noon().verify(signed_claims(displayName="Ann")) == ANN


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{",
        b"\xff\xfe",
        b'{"roomCode":"\\ud800"}',
        b"[" * 900,
    ],
)
def test_a_signed_payload_that_is_no_set_of_claims_is_refused(payload: bytes) -> None:
    assert_refused(signed(payload))


@given(json_values, st.dictionaries(st.sampled_from([*claims(), "more"]), json_values))
def test_no_signed_content_raises_anything_but_invalid_token(
    content: object, changed: dict[str, object]
) -> None:
    assert_refused(signed(json.dumps(content).encode()))
    try:
        tokens_at_noon().verify(signed_claims(**changed))
    except InvalidToken:
        return
    assert changed.keys() <= {"more", "roomCode", "userId", "iat", "exp"}
