"""The `.env` file: one NAME=value a line.

Blank lines and lines that begin with `#` count for nothing, as does `export ` before a name.
A value may stand in quotes: 'as it is', or "with \\n, \\t, \\" and \\\\ as escapes". Without
quotes it ends at ` #` or at the line's end. Nothing is substituted; the last of two wins.
"""

import re
from pathlib import Path
from typing import NamedTuple

_LINE = re.compile(
    r"""\s* (?:export\s+)? (?P<name>[A-Za-z_][A-Za-z0-9_]*) \s*=\s*
    (?: '(?P<single>[^']*)' | "(?P<double>(?:[^"\\]|\\.)*)" | (?P<bare>(?!['"]|(?<=\s)\#).*?) )
    (?: \s+\#.* )? \s*""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"\s*(#.*)?")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


class DotEnv(NamedTuple):
    """What the file sets, and a sentence about everything in it that can't be read."""

    values: dict[str, str]
    complaints: list[str]


def read_dotenv(path: Path) -> DotEnv:
    """Read a `.env` file; one that isn't there sets nothing. Complaints never show a value."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return DotEnv({}, [])
    except OSError as error:
        return DotEnv({}, [f"{path} can't be read: {error.strerror}"])
    except UnicodeDecodeError:
        return DotEnv({}, [f"{path} can't be read: it is not UTF-8 text"])
    return parse_dotenv(text, str(path))


def parse_dotenv(text: str, source: str = ".env") -> DotEnv:
    """Read the text of a `.env` file, which complaints call `source`."""
    found = DotEnv({}, [])
    for number, line in enumerate(text.split("\n"), start=1):
        if _COMMENT.fullmatch(line):
            continue
        if setting := _LINE.fullmatch(line):
            found.values[setting["name"]] = _value(setting)
        else:
            found.complaints.append(f"{source}, line {number} is not NAME=value")
    return found


def _value(setting: re.Match[str]) -> str:
    if setting["double"] is not None:
        return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[0]), setting["double"])
    return str(setting["bare"] if setting["single"] is None else setting["single"])
