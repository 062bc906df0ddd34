"""The codes with which people enter rooms."""

from dataclasses import dataclass

from domain.errors import RoomNotFound

LONGEST_CODE = 64
"""Characters; whatever is longer names no room."""


@dataclass(frozen=True, slots=True)
class RoomCodeRule:
    """Codes are written in one `alphabet` of ASCII letters and digits, so that a URL and a
    phone's keyboard have them all (seed document, `ROOM_CODE_ALPHABET`).

    Raises `ValueError` for anything else, for fewer than two characters, for a repeated one
    (some codes would be likelier than others), and for letters of both cases none of which is
    there in both: that is a slip, whereas `Aa` says that case matters.
    """

    alphabet: str

    def __post_init__(self) -> None:
        alphabet = self.alphabet
        if len(alphabet) < 2:
            raise ValueError("an alphabet has at least two characters")
        if not (alphabet.isascii() and alphabet.isalnum()):
            raise ValueError("an alphabet has only ASCII letters and digits")
        if len(set(alphabet)) < len(alphabet):
            raise ValueError("an alphabet has each character once")
        if self.minds_case and len(set(alphabet.lower())) == len(alphabet):
            raise ValueError("an alphabet of both cases has some letter in both")

    def read(self, text: str) -> str:
        """The code as rooms have it, in the alphabet's case where it has but one.

        Raises `RoomNotFound` for a text that can't be a code. Codes of any length are read,
        so that another ROOM_CODE_LENGTH leaves the rooms that exist within reach.
        """
        if not (0 < len(text) <= LONGEST_CODE and text.isascii()):
            raise RoomNotFound
        code = self._folded(text)
        if not set(code) <= set(self.alphabet):
            raise RoomNotFound
        return code

    @property
    def minds_case(self) -> bool:
        """Whether `a` and `A` are two characters, as the alphabet has both cases."""
        return self.alphabet not in (self.alphabet.upper(), self.alphabet.lower())

    def _folded(self, text: str) -> str:
        if self.minds_case:
            return text
        return text.lower() if self.alphabet.islower() else text.upper()
