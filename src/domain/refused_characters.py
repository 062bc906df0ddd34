"""Characters that no name may have, and why."""

import re
from unicodedata import bidirectional, category

from domain.emoji import is_reserved_for_emoji
from domain.needed_joiners import without_needed_joiners

_BY_CATEGORY = {
    "Cc": "must not contain control characters",
    "Cs": "must not contain broken characters",
    "Co": "must not contain private-use characters",
    "Cn": "must not contain unassigned characters",
}
_BIDI_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})

_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters that one can see: Arabic and Syriac signs (Prepended_Concatenation_Mark)."""

_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
    "\u2800\ufffc\U00013441\U00013442\U00016fe4\U0001d159]"
)
"""Other characters that leave no ink.

First line: fillers and variation selectors (Default_Ignorable_Code_Point without formats).
Second: the Braille, object, hieroglyphic, Khitan and musical blanks.
"""


def refused_character(name: str) -> str | None:
    """Why a character of the name is refused: the first reason, or None."""
    return next(filter(None, map(_refusal, without_needed_joiners(name))), None)


def _refusal(character: str) -> str | None:
    reason = _BY_CATEGORY.get(category(character))
    if reason is not None:
        return None if is_reserved_for_emoji(character) else reason
    if bidirectional(character) in _BIDI_CONTROLS:
        return "must not contain characters that turn the direction of text"
    return "must not contain invisible characters" if _is_invisible(character) else None


def _is_invisible(character: str) -> bool:
    if category(character) == "Cf":
        return character not in _VISIBLE_FORMATS
    return _BLANK.match(character) is not None
