"""Room codes from the operating system's cryptographic source."""

import secrets

from application.errors import RoomCodeGenerationFailed
from application.ports import RoomCodes
from domain.offensive_codes import offends
from domain.room_code import LONGEST_CODE, RoomCodeRule

THROWS = 1000
"""Codes thrown for one that offends nobody. Only an alphabet like `Kk` needs more than a few."""


class RandomCodes(RoomCodes):
    """Codes of one length; each that offends nobody is as likely as any other.

    Raises `ValueError` for an alphabet or a length that codes can't have.
    """

    def __init__(self, alphabet: str, length: int) -> None:
        if not 1 <= length <= LONGEST_CODE:
            raise ValueError(f"a room code has 1 to {LONGEST_CODE} characters")
        self._alphabet = RoomCodeRule(alphabet).alphabet
        self._length = length

    def mint(self) -> str:
        """Raises `RoomCodeGenerationFailed` when the alphabet spells nothing but offence."""
        for _ in range(THROWS):
            code = "".join(secrets.choice(self._alphabet) for _ in range(self._length))
            if not offends(code):
                return code
        raise RoomCodeGenerationFailed(THROWS)
