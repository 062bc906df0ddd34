"""Emoji sequences, as far as they hold characters that one can't see (Unicode, UTS #51)."""

import re

_PICTOGRAPHS = (
    "©®‼⁉™ℹ↔-↙↩↪⌚⌛⌨⎈⏏⏩-⏳⏸-⏺Ⓜ▪▫▶◀◻-◾\u2600-\u27bf⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
"""What may be shown as an emoji: Extended_Pictographic, with all symbols between."""

_TONES = "🏻-🏿"
_EMOJI = re.compile(f"[{_PICTOGRAPHS}]")
_STYLED = re.compile(rf"[{_PICTOGRAPHS}][{_TONES}]?\Z")
_JOINED = re.compile(rf"[{_PICTOGRAPHS}][{_TONES}]?\ufe0f?\Z")
_KEYS = tuple("0123456789#*")
_KEYCAP = "\u20e3"

_RESERVED = re.compile("[\U0001f6d8-\U0001f6dc\U0001fa70-\U0001faff]")


def _tags(region: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"


_FLAG_TAGS = re.compile(f"(?<=🏴)({_tags('gbeng')}|{_tags('gbsct')}|{_tags('gbwls')})")


def without_flag_tags(text: str) -> str:
    """The text with plain flags for those of England, Scotland and Wales, which are spelt with
    invisible letters. No other such flag is in general use."""
    return _FLAG_TAGS.sub("", text)


def selects_style(before: str, after: str) -> bool:
    """Whether a variation selector (VS15, VS16) between these has a character to style."""
    on_key = before.endswith(_KEYS) and after.startswith(_KEYCAP)
    return on_key or _STYLED.search(before[-2:]) is not None


def joins_emoji(before: str, after: str) -> bool:
    """Whether a zero width joiner between these makes one emoji of two."""
    return _JOINED.search(before[-3:]) is not None and _EMOJI.match(after) is not None


def is_reserved_for_emoji(character: str) -> bool:
    """Whether it is an emoji to come: a phone may know it before this Python does."""
    return _RESERVED.match(character) is not None
