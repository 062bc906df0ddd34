"""The commands of one socket: worked off in the order sent, one at a time, bounded."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from engineio.packet import Packet

from application.ports import Identity
from entrypoints.realtime import packets
from entrypoints.realtime.refusals import BUSY, Refusal

CAPACITY = 64
"""Commands that may wait for their turn; a further one is answered `BUSY`."""


class Command(NamedTuple):
    """One event from a client. `due` is the event loop's time by which it is answered; `id`
    tells it apart in the logs; `arrived` is by `perf_counter`, as a loop's time may be whole
    milliseconds."""

    id: str
    name: str
    arguments: list[object]
    ack_id: int | None
    due: float
    arrived: float


class _Ending(NamedTuple):
    """Why no more commands are taken, and what comes after the last answer."""

    refusal: Refusal
    then: Callable[[], None]


Perform = Callable[[Identity, Command], Awaitable[Refusal | None]]
Count = Callable[[Command, Refusal | None], None]


class Inbox:
    """Takes commands at once and answers them outside the receive loop, which must go on
    reading pongs while a command waits for the store."""

    __slots__ = ("_count", "_ending", "_perform", "_post", "_waiting", "_who", "_worker")

    def __init__(
        self, who: Identity, perform: Perform, post: Callable[[Packet], None], count: Count
    ) -> None:
        """`count` is called with every command that is answered, and with why it was refused."""
        self._who = who
        self._perform = perform
        self._post = post
        self._count = count
        self._waiting: deque[Command] | None = None  # only while there is work: it has 700 bytes
        self._worker: asyncio.Task[None] | None = None
        self._ending: _Ending | None = None

    def put(self, command: Command) -> None:
        """Take a command; it is answered in its turn."""
        if self._ending is not None:
            self._answer(command, self._ending.refusal)
        elif self._waiting is None:
            self._waiting = deque((command,))
            self._worker = asyncio.create_task(self._work(self._waiting))
        elif len(self._waiting) >= CAPACITY:
            self._answer(command, BUSY)
        else:
            self._waiting.append(command)

    def close(self, ending: Refusal, then: Callable[[], None]) -> None:
        """Let the command at work finish, refuse the rest with `ending`, then call `then`."""
        self._ending = _Ending(ending, then)
        if self._worker is None:
            then()

    async def idle(self) -> None:
        """Returns when nothing is waiting or at work."""
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def _work(self, waiting: deque[Command]) -> None:
        while waiting and self._ending is None:
            command = waiting.popleft()
            self._answer(command, await self._perform(self._who, command))
            if waiting:
                await asyncio.sleep(0)  # the others first: a store in memory never waits
        self._waiting = self._worker = None
        if self._ending is not None:
            for command in waiting:
                self._answer(command, self._ending.refusal)
            self._ending.then()

    def _answer(self, command: Command, refusal: Refusal | None) -> None:
        for packet in packets.answer(command.ack_id, refusal):
            self._post(packet)
        self._count(command, refusal)
