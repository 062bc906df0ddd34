"""What may stand in a log line: no secrets, nothing endless, nothing that breaks the line."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, TypeGuard

from entrypoints.one_line import one_line

MASK = "***"
LONGEST = 200
"""Characters of a value that are logged."""
EXAMINED = 4096
"""Characters of a value that are looked at: more than a token has, so none is cut in half."""
SHORT = 32
"""Characters of a text whose look in the log is remembered."""
DEEPEST = 8
MOST = 50
"""Entries of a list or a mapping that are logged."""

_SECRET_NAME = re.compile(r"token|secret|passw|authorization|cookie|credential|api_?key", re.I)
_HINT = re.compile("eyj|bearer|@|token|secret|password|authorization")
"""Where none of these is found, and no two full stops, there is nothing to mask."""
_SECRET_TEXT = re.compile(
    r"""
      (?P<scheme>\bbearer\s+) [^\s"',;]+
    | (?P<url>\b[a-z][a-z0-9+]{1,11}://) [^\s/@"']*@
    | (?P<name>(?:token|secret|password|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?)
      [^\s"'&,;}]+
    | (?<![A-Za-z0-9_-]) eyJ[A-Za-z0-9_-]{8,} (?:\.[A-Za-z0-9_-]*){0,2}
    | (?<![A-Za-z0-9_-]) [A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(1024)
def _named(name: str) -> tuple[str, bool]:
    """The name as it is logged, and whether what goes by it never is."""
    return loggable_text(name), _SECRET_NAME.search(name) is not None


def masked(text: str) -> str:
    """The text without tokens (anything that looks like a JWT), credentials and passwords."""
    plain = text.lower()
    if plain.count(".") > 1 or _HINT.search(plain):
        return _SECRET_TEXT.sub(_mask, text)
    return text


def _mask(found: re.Match[str]) -> str:
    kept = found["scheme"] or found["url"] or found["name"] or ""
    return kept + MASK + ("@" if found["url"] else "")


def loggable_text(text: str, limit: int = LONGEST) -> str:
    """The text masked, cut to `limit` characters and fit for one line."""
    return one_line(masked(text[: max(EXAMINED, limit)]), limit)


@lru_cache(1024)
def _short_text(text: str) -> str:
    """As `loggable_text`. Most of what a line says is said in every other line."""
    return loggable_text(text)


def loggable(value: object, depth: int = DEEPEST) -> object:
    """The value made of text, numbers, lists and mappings, each fit to be logged."""
    if isinstance(value, str):
        return _short_text(value) if len(value) <= SHORT else loggable_text(value)
    if value is None or isinstance(value, bool) or _is_plain_number(value):
        return value
    if depth and isinstance(value, dict):
        return loggable_items(dict(islice(value.items(), MOST)), depth - 1)
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [loggable(entry, depth - 1) for entry in islice(value, MOST)]
    return loggable_text(_said_of(value))


def loggable_items(items: Mapping[Any, object], depth: int = DEEPEST) -> dict[str, object]:
    """Every value by its name, those of secret names masked."""
    told: dict[str, object] = {}
    for key, value in items.items():
        name, is_secret = _named(_said_of(key)[:LONGEST])
        told[name] = MASK if is_secret and value is not None else loggable(value, depth)
    return told


def _is_plain_number(value: object) -> TypeGuard[int | float]:
    """Beyond 64 bits a number is no number to those who read JSON."""
    return type(value) is float or (type(value) is int and -(2**63) <= value < 2**63)


def _said_of(value: object) -> str:
    """How the value names itself; its own code may fail at it, logging may not."""
    try:
        return str(value)
    except Exception as error:
        return f"<{type(value).__name__}: {type(error).__name__}>"
