"""The keys that sign and verify tokens (RFC 7515), one of them in use, others on their way out."""

import base64
import hashlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated

import jwt
import msgspec
from jwt.algorithms import HMACAlgorithm

ALGORITHM = "HS256"
SHORTEST_SECRET = 32
"""Bytes: a key shorter than the hash weakens it (RFC 7518, section 3.2)."""
KEY_ID = 8
"""Characters of a `kid`: 48 bits of a hash, enough to tell a handful of keys apart."""

_KeyId = Annotated[str, msgspec.Meta(min_length=KEY_ID, max_length=KEY_ID)]


class _Header(msgspec.Struct, frozen=True):
    """What of a token's header chooses the key; PyJWT examines the rest."""

    kid: _KeyId | msgspec.UnsetType = msgspec.UNSET


class _ExaminedKeys(HMACAlgorithm):
    """HS256 with keys that were examined once, not at every token."""

    def prepare_key(self, key: str | bytes) -> bytes:
        return key.encode() if isinstance(key, str) else key


class JwtKeys:
    """Signs with `secret`; verifies what was signed with it, or with one of `previous`.

    The `kid` in a token's header names the key. A token without one, which was signed before
    there were names, is tried with each.
    """

    def __init__(self, secret: str, previous: Iterable[str] = ()) -> None:
        """Raises `ValueError` for a secret under 32 bytes or one that is a key file."""
        self._kid = key_id(secret)
        self._keys = {key_id(each): _examined(each) for each in (secret, *previous)}
        self._headers = msgspec.json.Decoder(_Header)
        self._jws = jwt.PyJWS(algorithms=[])  # knows no algorithm but the one added here
        self._jws.register_algorithm(ALGORITHM, _ExaminedKeys(HMACAlgorithm.SHA256))

    def sign(self, payload: bytes) -> str:
        """A token with this payload."""
        key = self._keys[self._kid]
        return self._jws.encode(payload, key, ALGORITHM, headers={"kid": self._kid})

    def payload(self, token: str) -> bytes:
        """What was signed. `token` is three parts in the letters of base64url.

        Raises `ValueError`, `RecursionError` or `jwt.PyJWTError` for anything that none of the
        keys has signed.
        """
        for key in self._possible(token):
            with suppress(jwt.InvalidSignatureError):
                payload: bytes = self._jws.decode(token, key, algorithms=[ALGORITHM])
                return payload
        raise ValueError("none of the keys has signed this")

    def _possible(self, token: str) -> Iterable[bytes]:
        kid = self._headers.decode(base64.urlsafe_b64decode(token.partition(".")[0] + "==")).kid
        if kid is msgspec.UNSET:
            return self._keys.values()
        return [self._keys[kid]] if kid in self._keys else []


def key_id(secret: str) -> str:
    """The name of a key. To find the key by it, all keys would have to be tried, as to find it
    by a token."""
    digest = hashlib.sha256(b"greenroom key id\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:KEY_ID].decode()


def _examined(secret: str) -> bytes:
    if len(secret.encode()) < SHORTEST_SECRET:
        raise ValueError(f"the token secret must have {SHORTEST_SECRET} bytes or more")
    try:
        return HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(secret)
    except jwt.InvalidKeyError as error:
        raise ValueError("the token secret must not be a key or certificate file") from error
