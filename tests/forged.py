"""Tokens that are almost, or not at all, what `JwtTokens` issues."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import strategies as st

from adapters.jwt_tokens import JwtTokens
from application.errors import InvalidToken
from application.ports import Identity
from tests.fakes import NOON, CountingIds, FakeClock

SECRET = "the secret of these tests, long enough"
TTL = timedelta(hours=6)
ANN = Identity("ABCDEF", "ann")
MISSING = object()
"""Takes a claim away."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def tokens_at_noon(secret: str = SECRET) -> JwtTokens:
    return JwtTokens(secret, FakeClock(), TTL, CountingIds())


def claims(**changed: object) -> dict[str, Any]:
    """What is issued to Ann at noon, with changes."""
    iat = int(NOON.timestamp())
    issued = {
        "roomCode": ANN.room_code,
        "userId": ANN.user_id,
        "iat": iat,
        "exp": iat + 21600,
        "iss": "greenroom",
        "aud": "greenroom:rooms",
    }
    return {name: value for name, value in (issued | changed).items() if value is not MISSING}


def segment(content: object) -> str:
    """One part of a token: bytes as they are, anything else as JSON."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def signed(payload: bytes) -> str:
    """A token with any payload, signed with the right secret."""
    return jwt.PyJWS().encode(payload, SECRET, "HS256")


def signed_claims(**changed: object) -> str:
    return signed(json.dumps(claims(**changed)).encode())


def assert_refused(token: str, tokens: JwtTokens | None = None) -> None:
    with pytest.raises(InvalidToken):
        (tokens or tokens_at_noon()).verify(token)
