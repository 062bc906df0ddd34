"""What a gate catches of the traffic with Redis, and what becomes of it."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto

PATIENCE = 10.0
"""Seconds for what must happen to happen."""

Matches = Callable[[bytes], bool]


class What(Enum):
    """What passes the gate. A reply is matched by the command that it answers."""

    COMMAND = auto()
    REPLY = auto()
    MESSAGE = auto()


class Then(Enum):
    """What becomes of what was caught. A cut loses it, and the connection with it."""

    PASS = auto()
    HOLD = auto()
    DROP = auto()
    CUT = auto()


class CutOff(Exception):
    """The connection ends here."""


def having(*words: bytes) -> Matches:
    """Matches what has all these words in it."""
    return lambda frame: all(word in frame for word in words)


COMMIT = having(b"EVALSHA\r\n", b"\r\nwrite\r\n")
"""A commit that writes; not one that closes the room, nor one that only compares."""

CLOSING = having(b"EVALSHA\r\n", b"\r\nclose\r\n")
COMPARING = having(b"EVALSHA\r\n", b"\r\ncheck\r\n")


def LOAD(frame: bytes) -> bool:  # noqa: N802 - stands beside the others
    """The script that reads a room: it has two keys and one argument."""
    return frame.startswith(b"*6\r\n") and b"EVALSHA\r\n" in frame


class Catch:
    """Catches the first `times` frames that match. What comes behind a held one waits too."""

    def __init__(self, what: What, matches: Matches, then: Then, times: int) -> None:
        self.caught: list[bytes] = []
        self._what = what
        self._matches = matches
        self._then = then
        self._times = times
        self._happened = asyncio.Event()
        self._released = asyncio.Event()

    async def happened(self) -> None:
        """Returns once something was caught."""
        async with asyncio.timeout(PATIENCE):
            await self._happened.wait()

    def release(self) -> None:
        """Let go of what is held, and catch nothing any more."""
        self._times = 0
        self._released.set()

    def takes(self, what: What, matched: bytes) -> bool:
        return what is self._what and len(self.caught) < self._times and self._matches(matched)

    async def judge(self, frame: bytes) -> bool:
        """Whether the frame passes after all. Raises `CutOff`."""
        self.caught.append(frame)
        self._happened.set()
        if self._then is Then.CUT:
            raise CutOff
        if self._then is Then.HOLD:
            await self._released.wait()
        return self._then is not Then.DROP
