"""The kinds of settings: what the text of each may be, and what it is read as."""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from domain.room_code import RoomCodeRule
from entrypoints.variables import Kind

SHORTEST_SECRET = 32
"""Bytes of a JWT secret (RFC 7518, section 3.2)."""

SHORTEST_TOKEN = 16
"""Characters of a token that opens something without a signature."""

Choice = TypeVar("Choice", bound=StrEnum)

_DIGITS = re.compile(r"[0-9]{1,18}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What a client can show as a bearer token (RFC 6750, 2.1)."""
_KEY_FILE = re.compile(r'-----BEGIN|^(ssh|ecdsa)-|"kty"')
"""PEM, SSH and JSON Web Keys: what a JWT library does not take for a shared secret."""


def whole(least: int, most: int) -> Kind[int]:
    """A whole number from `least` to `most`, in plain digits."""
    return Kind(_reader(least, most), f"a whole number from {least} to {most}")


def milliseconds(least: int, most: int) -> Kind[timedelta]:
    """A span of time in whole milliseconds."""
    read = _reader(least, most)
    return Kind(
        lambda text: timedelta(milliseconds=read(text)),
        f"a whole number of milliseconds from {least} to {most}",
    )


def seconds(least: int, most: int) -> Kind[timedelta]:
    """A span of time in whole seconds."""
    read = _reader(least, most)
    return Kind(
        lambda text: timedelta(seconds=read(text)),
        f"a whole number of seconds from {least} to {most}",
    )


def one_of(choices: type[Choice]) -> Kind[Choice]:
    """One of a few words, in either case."""

    def read(text: str) -> Choice:
        try:
            return choices(text.lower())
        except ValueError:
            raise ValueError from None

    return Kind(read, f"one of {', '.join(choices)}")


def _reader(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return read


def _truth(text: str) -> bool:
    try:
        return {"true": True, "false": False}[text.lower()]
    except KeyError:
        raise ValueError from None


def _alphabet(text: str) -> str:
    RoomCodeRule(text)
    return text


def _secret(text: str) -> str:
    try:
        long_enough = len(text.encode()) >= SHORTEST_SECRET
    except UnicodeEncodeError:  # bytes that are no UTF-8 arrive as lone surrogates
        raise ValueError("it is not UTF-8 text") from None
    if not long_enough or _KEY_FILE.search(text):
        raise ValueError
    return text


def _secret_was(text: str) -> str:
    if _KEY_FILE.search(text):
        return "is a key or certificate file"
    return f"has {len(text.encode(errors='surrogateescape'))} bytes"


def _secrets(text: str) -> tuple[str, ...]:
    """Each secret. The reason of a refusal counts entries and doesn't repeat them."""
    secrets = []
    for number, entry in enumerate(text.split(","), start=1):
        try:
            secrets.append(_secret(entry.strip()))
        except ValueError as error:
            wrong = str(error) or f"it {_secret_was(entry.strip())}"
            raise ValueError(f"see entry {number}: {wrong}") from None
    return tuple(secrets)


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not _TOKEN.fullmatch(text):
        raise ValueError
    return text


TRUTH: Kind[bool] = Kind(_truth, "true or false")
ALPHABET: Kind[str] = Kind(
    _alphabet, "two or more different ASCII letters and digits, of one case or of both"
)
SECRETS: Kind[tuple[str, ...]] = Kind(
    _secrets,
    f"a comma-separated list of random texts of {SHORTEST_SECRET} bytes or more each",
    lambda text: "is not shown here",
)
SECRET: Kind[str] = Kind(_secret, f"random text of {SHORTEST_SECRET} bytes or more", _secret_was)
TOKEN: Kind[str] = Kind(
    _token,
    f"{SHORTEST_TOKEN} or more letters, digits and -._~+/ (= at the end)",
    lambda text: "is not shown here",
)
