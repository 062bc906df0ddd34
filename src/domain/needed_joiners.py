"""Where emoji and scripts need characters that one can't see."""

import re
from unicodedata import category, combining, name

from domain.emoji import joins_emoji, selects_style, without_flag_tags

ZWNJ, ZWJ = "\u200c", "\u200d"
_STYLES = ("\ufe0e", "\ufe0f")
_CANDIDATES = re.compile(f"[{ZWNJ}{ZWJ}{''.join(_STYLES)}]")
_REACH = 8
"""Characters that are looked at before a joiner: a letter with all its marks, or an emoji."""

_VIRAMA = 9
"""The canonical combining class of the signs that take a letter's vowel away."""


def without_needed_joiners(text: str) -> str:
    """The text without the invisible characters that have a use where they stand."""
    return _CANDIDATES.sub(_kept, without_flag_tags(text))


def _kept(found: re.Match[str]) -> str:
    text, (start, end) = found.string, found.span()
    before, after = text[max(0, start - _REACH) : start], text[end : end + 1]
    return "" if _is_needed(before, found[0], after) else found[0]


def _is_needed(before: str, character: str, after: str) -> bool:
    if character in _STYLES:
        return selects_style(before, after)
    if character == ZWJ and joins_emoji(before, after):
        return True
    return character in (ZWJ, ZWNJ) and _shapes_letters(before, after)


def _shapes_letters(before: str, after: str) -> bool:
    """Whether a joiner changes how the letters around it are written.

    Next to a virama it chooses the form of a conjunct, at the end of a word too (RFC 5892,
    A.1 and A.2; Bengali and Kannada have it before the virama). Between Arabic or Syriac
    letters it parts or joins them, as in every second Persian word.
    """
    if _VIRAMA in (combining(before[-1:] or " "), combining(after[:1] or " ")):
        return True
    return _is_cursive(_last_letter(before)) and _is_cursive(after[:1])


def _last_letter(text: str) -> str:
    return next((character for character in reversed(text) if category(character) != "Mn"), "")


def _is_cursive(letter: str) -> bool:
    return letter != "" and name(letter, "").startswith(("ARABIC LETTER", "SYRIAC LETTER"))
