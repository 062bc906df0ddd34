"""Tokens as JSON Web Tokens, signed with HMAC-SHA256 (RFC 7519, RFC 7515)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Literal

import jwt
import msgspec

from adapters.jwt_keys import JwtKeys
from application.errors import InvalidToken
from application.ports import Clock, Identity, Ids, Lifetime, Tokens
from domain.moment import from_milliseconds

LONGEST_TOKEN = 4096
"""Characters. Ours have about 300; what is longer is refused before it is parsed."""

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
_Seconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]
"""Since 1970, to the end of the year 9999, where Python's calendar ends."""


class _Claims(msgspec.Struct, frozen=True):
    """All but the last are required. Names beside these are ignored (RFC 7519, section 4)."""

    roomCode: _Name  # noqa: N815 - as in the seed document, "Token Model"
    userId: _Name  # noqa: N815
    iat: _Seconds
    exp: _Seconds
    iss: Literal["greenroom"]
    aud: Literal["greenroom:rooms"]
    jti: str = ""


class JwtTokens(Tokens):
    """Issues tokens that live for `ttl`, in whole seconds, by the time of `clock`.

    The claims are `roomCode` and `userId` (seed document, "Token Model"), `iat`, `exp`,
    `iss`, `aud`, and `jti`, which makes every token another one. `iat` is not compared with
    the clock: nodes differ by a little, and a token of the faster one is good on the slower
    one.
    """

    def __init__(
        self,
        secret: str,
        clock: Clock,
        ttl: timedelta,
        ids: Ids,
        previous_secrets: Iterable[str] = (),
    ) -> None:
        """`secret` signs; tokens that one of `previous_secrets` has signed are good as well.

        Raises `ValueError` for a secret under 32 bytes or one that is a key file.
        """
        self._keys = JwtKeys(secret, previous_secrets)
        self._clock = clock
        self._ids = ids
        self._ttl = int(ttl.total_seconds())
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(_Claims)

    def issue(self, identity: Identity) -> str:
        now = int(self._clock.now().timestamp())
        claims = _Claims(
            roomCode=identity.room_code,
            userId=identity.user_id,
            iat=now,
            exp=now + self._ttl,
            iss="greenroom",
            aud="greenroom:rooms",
            jti=self._ids.new(),
        )
        return self._keys.sign(self._encoder.encode(claims))

    def verify(self, token: str) -> Identity:
        return _identity(self._good(token))

    def examine(self, token: str) -> tuple[Identity, Lifetime]:
        claims = self._good(token)
        return _identity(claims), _lifetime(claims)

    def lifetime(self, token: str) -> Lifetime:
        return _lifetime(self._read(token))

    def _good(self, token: str) -> _Claims:
        """The claims of a token that has not expired."""
        claims = self._read(token)
        if claims.exp <= self._clock.now().timestamp():
            raise InvalidToken("The token has expired.")
        return claims

    def _read(self, token: str) -> _Claims:
        """The claims of a token that was signed with one of the keys, expired or not."""
        if len(token) > LONGEST_TOKEN or not _SHAPE.fullmatch(token):
            raise InvalidToken
        try:
            return self._decoder.decode(self._keys.payload(token))
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise InvalidToken from None


def _identity(claims: _Claims) -> Identity:
    return Identity(claims.roomCode, claims.userId)


def _lifetime(claims: _Claims) -> Lifetime:
    return Lifetime(from_milliseconds(claims.iat * 1000), from_milliseconds(claims.exp * 1000))
