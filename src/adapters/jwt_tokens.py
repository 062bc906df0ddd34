"""Tokens as JSON Web Tokens, signed with HMAC-SHA256 (RFC 7519, RFC 7515)."""

import re
from datetime import timedelta
from typing import Annotated, Literal

import jwt
import msgspec
from jwt.algorithms import HMACAlgorithm

from application.errors import InvalidToken
from application.ports import Clock, Identity, Ids, Tokens

ALGORITHM = "HS256"
SHORTEST_SECRET = 32
"""Bytes: a key shorter than the hash weakens it (RFC 7518, section 3.2)."""
LONGEST_TOKEN = 4096
"""Characters. Ours have about 300; what is longer is refused before it is parsed."""

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


class _Claims(msgspec.Struct, frozen=True):
    """All but the last are required. Names beside these are ignored (RFC 7519, section 4)."""

    roomCode: _Name  # noqa: N815 - as in the seed document, "Token Model"
    userId: _Name  # noqa: N815
    iat: int
    exp: int
    iss: Literal["greenroom"]
    aud: Literal["greenroom:rooms"]
    jti: str = ""


class _OneKey(HMACAlgorithm):
    """HS256 with a key that was examined once, not at every token."""

    def __init__(self, secret: str) -> None:
        super().__init__(HMACAlgorithm.SHA256)
        self._key = super().prepare_key(secret)

    def prepare_key(self, key: str | bytes) -> bytes:
        return self._key


class JwtTokens(Tokens):
    """Issues tokens that live for `ttl`, in whole seconds, by the time of `clock`.

    The claims are `roomCode` and `userId` (seed document, "Token Model"), `iat`, `exp`,
    `iss`, `aud`, and `jti`, which makes every token another one. `iat` is not compared with
    the clock: nodes differ by a little, and a token of the faster one is good on the slower
    one.
    """

    def __init__(self, secret: str, clock: Clock, ttl: timedelta, ids: Ids) -> None:
        """Raises `ValueError` for a secret under 32 bytes or one that is a key file."""
        self._clock = clock
        self._ids = ids
        self._ttl = int(ttl.total_seconds())
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(_Claims)
        self._jws = jwt.PyJWS(algorithms=[])  # knows no algorithm but the one added here
        self._jws.register_algorithm(ALGORITHM, _one_key(secret))

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
        return self._jws.encode(self._encoder.encode(claims), key="", algorithm=ALGORITHM)

    def verify(self, token: str) -> Identity:
        claims = self._read(token)
        if claims.exp <= self._clock.now().timestamp():
            raise InvalidToken("The token has expired.")
        return Identity(claims.roomCode, claims.userId)

    def _read(self, token: str) -> _Claims:
        """The claims of a token that was signed with this secret, expired or not."""
        if len(token) > LONGEST_TOKEN or not _SHAPE.fullmatch(token):
            raise InvalidToken
        try:
            payload = self._jws.decode(token, key="", algorithms=[ALGORITHM])
            return self._decoder.decode(payload)
        except (jwt.PyJWTError, msgspec.MsgspecError):
            raise InvalidToken from None


def _one_key(secret: str) -> _OneKey:
    if len(secret.encode()) < SHORTEST_SECRET:
        raise ValueError(f"the token secret must have {SHORTEST_SECRET} bytes or more")
    try:
        return _OneKey(secret)
    except jwt.InvalidKeyError as error:
        raise ValueError("the token secret must not be a key or certificate file") from error
