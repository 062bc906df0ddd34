"""Scripts whose letters pass for each other's: an "Admin" with a Cyrillic letter in it."""

from unicodedata import category, name, normalize

_SCRIPTS = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek"}
_MICRO_SIGN = "µ"
"""Greek by descent, but a key on Latin keyboards."""


def mixed_scripts(text: str) -> str | None:
    """Why the letters of a name are refused, or None."""
    found = {_script(character) for character in text}
    mixed = [script for word, script in _SCRIPTS.items() if word in found]
    return f"must not mix {' and '.join(mixed)} letters" if len(mixed) > 1 else None


def _script(character: str) -> str | None:
    """The first word of a letter's name; a wide or mathematical letter is its plain one."""
    if category(character)[0] != "L" or character == _MICRO_SIGN:
        return None
    plain = normalize("NFKD", character)[0]
    return name(plain, "").partition(" ")[0]
