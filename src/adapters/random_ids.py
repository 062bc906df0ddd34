"""Ids from the operating system's cryptographic source."""

import secrets

from application.ports import Ids

BYTES = 16
"""128 bits: as many as a random UUID has places for."""


class RandomIds(Ids):
    """Ids of 22 characters, letters, digits, `-` and `_`: safe in URLs, keys and channels."""

    def new(self) -> str:
        return secrets.token_urlsafe(BYTES)
