import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from adapters.jwt_tokens import JwtTokens
from application.errors import InvalidToken
from application.ports import Identity
from tests.fakes import NOON, CountingIds, FakeClock
from tests.forged import ANN, SECRET, TTL, assert_refused, claims, signed_claims, tokens_at_noon


def test_an_issued_token_verifies_as_its_identity() -> None:
    tokens = tokens_at_noon()
    assert tokens.verify(tokens.issue(ANN)) == ANN


def test_a_token_carries_exactly_the_documented_claims() -> None:
    payload = tokens_at_noon().issue(ANN).split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == claims() | {"jti": "id-1"}


def test_no_two_tokens_are_alike() -> None:
    tokens = tokens_at_noon()
    assert tokens.issue(ANN) != tokens.issue(ANN)


def test_a_token_says_that_it_is_signed_with_hs256() -> None:
    assert jwt.get_unverified_header(tokens_at_noon().issue(ANN))["alg"] == "HS256"


def test_names_in_any_script_survive_the_token() -> None:
    who = Identity("ΑΒΓ", "пользователь")
    tokens = tokens_at_noon()
    assert tokens.verify(tokens.issue(who)) == who


def test_another_node_with_the_same_secret_accepts_a_token() -> None:
    assert tokens_at_noon().verify(tokens_at_noon().issue(ANN)) == ANN


def test_a_node_whose_clock_is_behind_accepts_a_token() -> None:
    slower = JwtTokens(SECRET, FakeClock(NOON - timedelta(seconds=3)), TTL, CountingIds())
    assert slower.verify(tokens_at_noon().issue(ANN)) == ANN


def test_a_token_is_good_until_its_ttl_is_over() -> None:
    clock = FakeClock()
    tokens = JwtTokens(SECRET, clock, TTL, CountingIds())
    token = tokens.issue(ANN)
    clock.advance(TTL - timedelta(milliseconds=1))
    assert tokens.verify(token) == ANN


def test_a_token_is_refused_once_its_ttl_is_over() -> None:
    clock = FakeClock()
    tokens = JwtTokens(SECRET, clock, TTL, CountingIds())
    token = tokens.issue(ANN)
    clock.advance(TTL)
    with pytest.raises(InvalidToken, match="expired"):
        tokens.verify(token)


def test_one_look_tells_who_and_for_how_long() -> None:
    assert tokens_at_noon().examine(tokens_at_noon().issue(ANN)) == (ANN, (NOON, NOON + TTL))


def test_one_look_does_not_take_a_token_whose_ttl_is_over() -> None:
    clock = FakeClock()
    tokens = JwtTokens(SECRET, clock, TTL, CountingIds())
    token = tokens.issue(ANN)
    clock.advance(TTL)
    with pytest.raises(InvalidToken, match="expired"):
        tokens.examine(token)


def test_the_lifetime_of_a_token_is_told_even_when_it_is_over() -> None:
    clock = FakeClock()
    tokens = JwtTokens(SECRET, clock, TTL, CountingIds())
    token = tokens.issue(ANN)
    clock.advance(2 * TTL)
    assert tokens.lifetime(token) == (NOON, NOON + TTL)


def test_the_lifetime_is_that_of_the_token_whatever_it_is_now() -> None:
    shorter = JwtTokens(SECRET, FakeClock(), TTL / 2, CountingIds())
    assert shorter.lifetime(tokens_at_noon().issue(ANN)).expires_at == NOON + TTL


def test_the_lifetime_of_what_was_not_issued_is_not_told() -> None:
    with pytest.raises(InvalidToken):
        tokens_at_noon().lifetime(tokens_at_noon("another secret of 32 bytes or more").issue(ANN))


@pytest.mark.parametrize("exp", [-1, 253_402_300_800, 2**63])
def test_a_time_beyond_the_calendar_is_refused(exp: int) -> None:
    assert tokens_at_noon().lifetime(signed_claims(exp=253_402_300_799))
    assert_refused(signed_claims(exp=exp))


def test_expiry_goes_by_the_port_not_by_the_system_clock() -> None:
    long_ago = JwtTokens(SECRET, FakeClock(datetime(2001, 1, 1, tzinfo=UTC)), TTL, CountingIds())
    assert long_ago.verify(long_ago.issue(ANN)) == ANN


@pytest.mark.parametrize("secret", ["", "short", "a" * 31])
def test_a_secret_under_32_bytes_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        JwtTokens(secret, FakeClock(), TTL, CountingIds())


def test_the_length_of_a_secret_is_counted_in_bytes() -> None:
    assert JwtTokens("ä" * 16, FakeClock(), TTL, CountingIds()).issue(ANN)


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----",
        '{"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQ"}',
    ],
)
def test_a_key_file_is_refused_as_secret_without_being_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="key or certificate") as refusal:
        JwtTokens(secret, FakeClock(), TTL, CountingIds())
    assert secret not in str(refusal.value)
