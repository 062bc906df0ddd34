"""What people may call themselves."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from domain.combining_marks import is_mark, piled_marks
from domain.confusable_scripts import mixed_scripts
from domain.errors import InvalidDisplayName
from domain.refused_characters import refused_character

CODE_POINTS = 16
"""Code points that may be sent for each character of a name. No spelling of any script comes
near, and nothing longer is looked at."""

_REFUSALS = (refused_character, piled_marks, mixed_scripts)
_WHITE_SPACE = re.compile(r"[^\S\x1c-\x1f]+")
"""Unicode's White_Space: what Python takes for it, but for four control characters."""


@dataclass(frozen=True, slots=True)
class DisplayNameRule:
    """Any text that a person would use, in any script, of `min_length` to `max_length`.

    A name is normalised to NFC, trimmed, and has single spaces for inner white space. Its
    length counts what is not a combining mark. It need not be unique in its room (DESIGN,
    "Display names"). Raises `ValueError` when no name could have such a length.
    """

    min_length: int
    max_length: int

    def __post_init__(self) -> None:
        if not 1 <= self.min_length <= self.max_length:
            raise ValueError(
                "the shortest name has 1 character or more, and no more than the longest"
            )

    def read(self, text: str) -> str:
        """The name as it is kept and shown. Raises `InvalidDisplayName`, whatever the text."""
        if len(text) > CODE_POINTS * self.max_length:
            raise self._wrong_length()
        name = _normalised(text)
        if not _is_plain(name):
            for refused in _REFUSALS:
                if reason := refused(name):
                    raise InvalidDisplayName(reason)
        if not self.min_length <= _length(name) <= self.max_length:
            raise self._wrong_length()
        return name

    def _wrong_length(self) -> InvalidDisplayName:
        return InvalidDisplayName(f"must be {self.min_length} to {self.max_length} characters long")


def _normalised(text: str) -> str:
    return _WHITE_SPACE.sub(" ", normalize("NFC", text)).strip(" ")


def _is_plain(name: str) -> bool:
    """Whether it has nothing but letters, digits, punctuation and spaces of ASCII, of which no
    rule refuses any."""
    return name.isascii() and name.isprintable()


def _length(name: str) -> int:
    return sum(not is_mark(character) for character in name)
