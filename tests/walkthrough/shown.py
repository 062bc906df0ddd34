"""What a page shows as the output of a command, held against what it printed.

What chance makes is not compared: `…` and the word before it stand for anything in a line, one
alone on a line for any lines; any moment is as good as the one shown, any room code as well.
"""

import re

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

CODE = "[3479A-HJKMNP-Z]{6}"

WILD = {
    r"^[ \t]*…[ \t]*\n": r"(?:.*\n)*?",
    r'"[\w.:/-]*…"': r'"[^"\n]*"',
    r"\{…\}": r"\{.*\}",
    r"\[…\]": r"\[.*\]",
    r"[\w-]*…": r".*?",
    MOMENT: MOMENT,
    rf"\b{CODE}\b": CODE,
}
"""What of a page is not taken literally, and what may stand there."""

_WILD = re.compile("|".join(f"({what})" for what in WILD), re.MULTILINE)


def fits(shown: str, printed: str) -> bool:
    """Whether a program that printed this printed what the page shows."""
    return re.fullmatch(_pattern(_trimmed(shown)), _trimmed(printed)) is not None


def fits_in_any_order(shown: str, printed: str) -> bool:
    """As `fits`, except that lines may have come in another order."""
    left = printed.splitlines()
    for line in shown.splitlines():
        found = next((one for one in left if fits(line, one)), None)
        if found is None:
            return False
        left.remove(found)
    return not any(line.strip() for line in left)


def _pattern(shown: str) -> str:
    pattern, end = "", 0
    meanings = list(WILD.values())
    for wild in _WILD.finditer(shown):
        pattern += re.escape(shown[end : wild.start()]) + meanings[(wild.lastindex or 1) - 1]
        end = wild.end()
    return pattern + re.escape(shown[end:])


def _trimmed(text: str) -> str:
    """The text without blanks at the ends of lines, and empty lines around it."""
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"
