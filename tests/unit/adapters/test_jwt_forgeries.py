import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forged import (
    ANN,
    SECRET,
    assert_refused,
    claims,
    json_values,
    segment,
    signed_claims,
    tokens_at_noon,
)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
def test_an_unsigned_token_is_refused(algorithm: str) -> None:
    unsigned = f"{segment({'alg': algorithm, 'typ': 'JWT'})}.{segment(claims())}"
    for token in (f"{unsigned}.", f"{unsigned}.{segment(b'x')}", unsigned):
        assert_refused(token)


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused_even_with_our_secret(algorithm: str) -> None:
    assert_refused(jwt.encode(claims(), SECRET, algorithm))


def test_a_signature_by_another_secret_is_refused() -> None:
    stranger = tokens_at_noon("another secret that is long enough too")
    assert_refused(stranger.issue(ANN))


def test_a_tampered_payload_is_refused() -> None:
    header, _, signature = tokens_at_noon().issue(ANN).split(".")
    assert_refused(f"{header}.{segment(claims(userId='bob'))}.{signature}")


def test_a_token_cut_short_anywhere_is_refused() -> None:
    token = tokens_at_noon().issue(ANN)
    for length in range(len(token)):
        assert_refused(token[:length])


def test_a_token_with_anything_around_it_is_refused() -> None:
    token = tokens_at_noon().issue(ANN)
    for text in (token + "=", token + "\n", " " + token, token + ".", token + ".e30", token * 2):
        assert_refused(text)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"alg": None},
        {"alg": 7},
        {"alg": ["HS256"]},
        {"alg": "HS256", "kid": 7},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": "HS256", "b64": False, "crit": ["b64"]},
        ["HS256"],
        b"{",
        b"[" * 900,
        b"\xff",
    ],
)
def test_a_strange_header_is_refused(header: object) -> None:
    assert_refused(f"{segment(header)}.{segment(claims())}.{segment(b'x' * 32)}")


@pytest.mark.parametrize("token", ["", ".", "..", "...", "a.b.c", "é.é.é", "\ud800.a.b", "a" * 10])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert_refused(token)


def test_a_well_signed_token_over_4_kib_is_refused() -> None:
    fits = signed_claims(more="x" * 2500)
    assert len(fits) < 4096
    assert tokens_at_noon().verify(fits) == ANN
    assert_refused(signed_claims(more="x" * 3000))


def test_a_token_of_a_megabyte_is_refused() -> None:
    assert_refused(signed_claims(more="x" * 1_000_000))


@given(st.text() | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True))
def test_no_text_raises_anything_but_invalid_token(text: str) -> None:
    assert_refused(text)


@given(json_values, st.binary(max_size=40))
def test_no_header_raises_anything_but_invalid_token(header: object, signature: bytes) -> None:
    assert_refused(f"{segment(header)}.{segment(claims())}.{segment(signature)}")
