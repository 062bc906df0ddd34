"""The key in the `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header)."""

import re

from domain.errors import InvalidInput

HEADER = "Idempotency-Key"
SHORTEST, LONGEST = 16, 128
"""Characters. A key is a credential: 16 take 96 random bits in base 64."""

_PLAIN = r"[!#-+\--:<-\[\]-~]"
"""Visible ASCII without what has a meaning in header fields: double quote, comma, semicolon and
backslash."""

PATTERN = f'^({_PLAIN}{{{SHORTEST},{LONGEST}}}|"{_PLAIN}{{{SHORTEST},{LONGEST}}}")$'
"""What to send, as a regular expression for the description. What is escaped is left out."""

DESCRIPTION = (
    "A random text that is made up for this request and sent again with its repetitions, which "
    "then get the same answer and change nothing more. "
    "Whoever knows it can act as the one who asked."
)

_BARE = re.compile(f"{_PLAIN}+")

_QUOTED = re.compile(r'"((?:[!#-\[\]-~]|\\["\\])*)"')
"""A string of structured fields (RFC 9651, 3.3.3), without the space."""


def idempotency_key(values: list[str]) -> str | None:
    """The key in the header's values; None where there is no header.

    Double quotes around it, which the draft asks for, make no difference. Raises
    `InvalidInput` unless it is exactly one of 16 to 128 visible ASCII characters.
    """
    if not values:
        return None
    key = _read(values[0].strip()) if len(values) == 1 else None
    if key is None or not SHORTEST <= len(key) <= LONGEST:
        raise InvalidInput(
            HEADER,
            f"must be one text of {SHORTEST} to {LONGEST} visible ASCII characters, in double "
            "quotes or without, and random: whoever guesses it gets the same token",
        )
    return key


def _read(value: str) -> str | None:
    if _BARE.fullmatch(value):
        return value
    quoted = _QUOTED.fullmatch(value)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else None
