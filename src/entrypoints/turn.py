"""What is to be done at the end of a turn of the event loop, together."""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

_turns: "WeakKeyDictionary[asyncio.AbstractEventLoop, Turn]" = WeakKeyDictionary()


class Turn:
    """Calls everything once that was added in this turn, in the order in which it was added. One
    call of the loop's does for all of it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._call_soon = loop.call_soon
        self._due: list[Callable[[], None]] = []

    def add(self, call: Callable[[], None]) -> None:
        """Have this called; it must not raise. What is added by one that is called has its turn
        in the next one."""
        if not self._due:
            self._call_soon(self._end)
        self._due.append(call)

    def _end(self) -> None:
        due, self._due = self._due, []
        for call in due:
            call()


def turn_of(loop: asyncio.AbstractEventLoop) -> Turn:
    """The one of this event loop."""
    turn = _turns.get(loop)
    if turn is None:
        turn = _turns[loop] = Turn(loop)
    return turn
