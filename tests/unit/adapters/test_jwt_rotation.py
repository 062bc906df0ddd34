"""Keys come and go: an old one verifies for a while, the new one signs."""

import base64
import json

import jwt
import pytest

from adapters.jwt_keys import key_id
from adapters.jwt_tokens import JwtTokens
from tests.fakes import CountingIds, FakeClock
from tests.forged import ANN, SECRET, TTL, assert_refused, claims, segment, tokens_at_noon

NEW = "the next secret of these tests, longer"
OLDER = "a secret of long ago, still long enough"


def rotated(secret: str = NEW, *previous: str) -> JwtTokens:
    return JwtTokens(secret, FakeClock(), TTL, CountingIds(), previous)


def without_kid(secret: str) -> str:
    """As tokens were before keys had names."""
    return jwt.encode(claims(), secret, "HS256")


def with_header(secret: str, **header: object) -> str:
    """Well signed under any header. PyJWT would not write some of them."""
    signing_input = f"{segment({'alg': 'HS256', **header})}.{segment(claims())}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = algorithm.sign(signing_input.encode(), algorithm.prepare_key(secret))
    return f"{signing_input}.{segment(signature)}"


def test_a_token_from_before_the_rotation_is_good() -> None:
    assert rotated(NEW, SECRET).verify(tokens_at_noon().issue(ANN)) == ANN


def test_a_token_of_any_secret_that_is_kept_is_good() -> None:
    tokens = rotated(NEW, SECRET, OLDER)
    for secret in (NEW, SECRET, OLDER):
        assert tokens.verify(rotated(secret).issue(ANN)) == ANN


def test_a_token_is_refused_once_its_secret_is_dropped() -> None:
    old = tokens_at_noon().issue(ANN)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(old, NEW, ["HS256"], audience="greenroom:rooms")
    assert_refused(old, rotated(NEW, OLDER))


def test_previous_secrets_never_sign() -> None:
    token = rotated(NEW, SECRET, OLDER).issue(ANN)
    assert rotated(NEW).verify(token) == ANN
    assert_refused(token, rotated(SECRET, OLDER))


def test_a_token_without_kid_is_tried_with_every_key() -> None:
    tokens = rotated(NEW, SECRET, OLDER)
    for secret in (NEW, SECRET, OLDER):
        assert tokens.verify(without_kid(secret)) == ANN
    assert_refused(without_kid("a secret that nobody here has ever had"), tokens)


def test_an_unknown_kid_is_refused_whoever_signed() -> None:
    assert rotated(SECRET).verify(with_header(SECRET)) == ANN
    assert rotated(SECRET).verify(with_header(SECRET, kid=key_id(SECRET))) == ANN
    assert_refused(with_header(SECRET, kid="AAAAAAAA"), rotated(SECRET))


def test_the_kid_alone_chooses_the_key() -> None:
    tokens = rotated(NEW, SECRET)
    assert_refused(with_header(SECRET, kid=key_id(NEW)), tokens)
    assert_refused(with_header(NEW, kid=key_id(SECRET)), tokens)


@pytest.mark.parametrize(
    "kid", [None, 7, 1.5, True, "", "short", "AAAAAAAAA", "x" * 2000, [], ["AAAAAAAA"], {"a": 1}]
)
def test_a_kid_that_is_none_is_refused_even_if_well_signed(kid: object) -> None:
    assert_refused(with_header(SECRET, kid=kid), rotated(SECRET))


@pytest.mark.parametrize(
    "header", [b"", b"null", b"[" * 2900, b'{"a":' * 580, b'{"kid":"\xff"}', b'{"kid":"\\ud800"}']
)
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    assert_refused(f"{segment(header) or '-'}.{segment(claims())}.{segment(b'x' * 32)}")


def test_a_header_names_the_key_and_shows_nothing_of_the_secret() -> None:
    header = tokens_at_noon().issue(ANN).split(".")[0]
    told = json.loads(base64.urlsafe_b64decode(header + "=="))
    assert told == {"alg": "HS256", "typ": "JWT", "kid": key_id(SECRET)}
    assert len(told["kid"]) == 8
    assert told["kid"] not in SECRET


def test_every_secret_has_a_name_of_its_own() -> None:
    secrets = [f"secret number {number} with 32 bytes and more" for number in range(1000)]
    assert len({key_id(secret) for secret in secrets}) == 1000


@pytest.mark.parametrize(
    "wrong", ["short", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"]
)
def test_a_previous_secret_is_as_strict_as_the_one_that_signs(wrong: str) -> None:
    with pytest.raises(ValueError, match="secret must") as refusal:
        rotated(NEW, wrong)
    assert wrong not in str(refusal.value)
