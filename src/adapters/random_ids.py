"""Ids from the operating system's cryptographic source, or from a secret."""

import base64
import hmac
import secrets

from application.ports import Ids

BYTES = 16
"""128 bits: as many as a random UUID has places for."""

LABEL = b"greenroom: ids of names"
"""What the secret is used for here. It signs tokens as well, and no token begins like this."""


class RandomIds(Ids):
    """Ids of 22 characters, letters, digits, `-` and `_`: safe in URLs, keys and channels.

    Nodes with one `secret` give one name one id. Without a secret names are known to this
    object only.
    """

    def __init__(self, secret: str | None = None) -> None:
        shared = secret.encode() if secret else secrets.token_bytes(2 * BYTES)
        self._key = hmac.digest(shared, LABEL, "sha256")

    def new(self) -> str:
        return secrets.token_urlsafe(BYTES)

    def named(self, name: str) -> str:
        drawn = hmac.digest(self._key, name.encode(), "sha256")[:BYTES]
        return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode("ascii")
