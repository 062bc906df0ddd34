"""Room codes from the operating system's cryptographic source, or from a seed."""

import hashlib
import secrets

from application.errors import RoomCodeGenerationFailed
from application.ports import RoomCodes
from domain.offensive_codes import offends
from domain.room_code import LONGEST_CODE, RoomCodeRule

THROWS = 1000
"""Codes thrown for one that offends nobody. Only an alphabet like `Kk` needs more than a few."""

BYTES = 64
"""Drawn for one code. The longest takes 48, and the rest makes all codes equally likely."""


class RandomCodes(RoomCodes):
    """Codes of one length; each that offends nobody is as likely as any other.

    Raises `ValueError` for an alphabet or a length that codes can't have.
    """

    def __init__(self, alphabet: str, length: int) -> None:
        if not 1 <= length <= LONGEST_CODE:
            raise ValueError(f"a room code has 1 to {LONGEST_CODE} characters")
        self._alphabet = RoomCodeRule(alphabet).alphabet
        self._length = length

    def mint(self, seed: str | None = None) -> str:
        """Raises `RoomCodeGenerationFailed` when the alphabet spells nothing but offence."""
        for throw in range(THROWS):
            code = self._spelt(_drawn(seed, throw))
            if not offends(code):
                return code
        raise RoomCodeGenerationFailed(THROWS)

    def _spelt(self, drawn: bytes) -> str:
        number, code = int.from_bytes(drawn, "big"), ""
        for _ in range(self._length):
            number, place = divmod(number, len(self._alphabet))
            code += self._alphabet[place]
        return code


def _drawn(seed: str | None, throw: int) -> bytes:
    if seed is None:
        return secrets.token_bytes(BYTES)
    return hashlib.shake_256(f"{throw} {seed}".encode()).digest(BYTES)
