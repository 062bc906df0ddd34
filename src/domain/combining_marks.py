"""How many marks a letter may bear: enough to spell every language, too few to cover a screen."""

from itertools import groupby
from unicodedata import category, combining, name

from domain.needed_joiners import without_needed_joiners

MOST_STACKED = 2
"""Marks above or below one letter, beside those that are part of the letter."""

MOST_OF_ALL = 5
"""Marks of every kind on one letter. Burmese is fullest: လျှော့ has them all on the first."""

_PART_OF_LETTER = frozenset({7, 24, 25, 35, 129})
"""Canonical combining classes of marks that make another letter or length, not an accent:
nukta, the two dots of Hebrew shin, the small Arabic alef, the Tibetan long vowel."""

_CONSONANTS = ("SUBJOINED", "CONSONANT SIGN", "SEMIVOWEL SIGN")
"""In the names of consonants that are written below another, as in Tibetan, Burmese, Lao."""


def piled_marks(text: str) -> str | None:
    """Why the marks of a name are refused, or None."""
    if is_mark(text[:1] or " "):
        return "must not begin with a combining mark"
    runs = groupby(without_needed_joiners(text), key=is_mark)
    if any(_is_pile(list(run)) for are_marks, run in runs if are_marks):
        return f"must not have more than {MOST_STACKED} marks on one letter"
    return None


def is_mark(character: str) -> bool:
    """Whether it combines with the character before it, and is not counted by itself."""
    return category(character)[0] == "M"


def _is_pile(marks: list[str]) -> bool:
    return len(marks) > MOST_OF_ALL or sum(map(_stacks, marks)) > MOST_STACKED


def _stacks(mark: str) -> bool:
    """Whether the mark takes height. Spacing marks (Mc) stand beside their letter."""
    if category(mark) == "Mc" or combining(mark) in _PART_OF_LETTER:
        return False
    return not any(kind in name(mark, "") for kind in _CONSONANTS)
