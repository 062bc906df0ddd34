"""What comes of the client of one WebSocket, on its way to the application."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from entrypoints.ready_frames import Listener

Message = dict[str, Any]

IN_A_ROW = 16
"""Messages of one client that are taken before the others have their turn, if so many are there."""


class Arrivals:
    """Messages of ASGI, in place of the queue in which uvicorn has them; of that, `put_nowait`,
    `get` and `empty` are used.

    A listener that takes over is called with each, in their order, in the turn of the loop in
    which it came: no task waits for them, and nothing is kept for one who does.
    """

    __slots__ = (
        "_arrived",
        "_hold",
        "_is_busy",
        "_is_over",
        "_listener",
        "_waiting",
        "_work",
        "in_a_row",
    )

    def __init__(self, hold: Callable[[bool], None]) -> None:
        """`hold` is called with whether nothing more is to be read of the client for now."""
        self._hold = hold
        self._listener: Listener | None = None
        self._waiting: deque[Message] | None = None
        self._arrived: asyncio.Future[None] | None = None  # for whoever waits, if one does
        self._is_busy = False  # the listener is at work, or others have their turn
        self._work: asyncio.Task[None] | None = None  # of the listener, kept while it is done
        self._is_over = False  # the listener has been handed the end
        self.in_a_row = 0  # messages since the last look at the network

    def put_nowait(self, message: Message) -> None:
        """A message has come."""
        self.in_a_row += 1
        if self._listener is None or self._is_busy:
            self._keep(message)
        elif self.in_a_row > IN_A_ROW:
            self._keep(message)
            self._let_others_go_first()
        else:
            self._hand_over(self._listener, message)

    async def get(self) -> Message:
        """The next message, once there is one."""
        while not self._waiting:
            self._arrived = asyncio.get_running_loop().create_future()
            await self._arrived
        return self._waiting.popleft()

    def empty(self) -> bool:
        """Whether none is waiting."""
        return not self._waiting

    def take_over(self, listener: Listener) -> None:
        """From now on all messages are the listener's, beginning with those that wait."""
        self._listener = listener
        self._go_on()

    @property
    def is_taken_over(self) -> bool:
        """Whether a listener is called."""
        return self._listener is not None

    async def rest(self) -> None:
        """Returns when the listener, if there is one, has heard of the end, and done with it."""
        if self._listener is None:
            return
        if not self._is_over:
            self._arrived = asyncio.get_running_loop().create_future()
            await self._arrived
        await self._listener.gone()

    def _keep(self, message: Message) -> None:
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(message)
        if self._listener is None:
            self._wake()

    def _wake(self) -> None:
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    def _hand_over(self, listener: Listener, message: Message) -> None:
        if message["type"] == "websocket.disconnect":
            self._is_over = True
            self._wake()
            return
        frame = message.get("text")
        work = listener.heard(message["bytes"] if frame is None else frame)
        if work is not None:
            self._is_busy = True
            self._hold(True)
            self._work = asyncio.get_running_loop().create_task(work)
            self._work.add_done_callback(self._go_on)

    def _let_others_go_first(self) -> None:
        self._is_busy = True
        self._hold(True)
        asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self, _: object = None) -> None:
        """With what has come meanwhile."""
        self._is_busy = False
        self._work = None
        for _ in range(IN_A_ROW):
            if not self._waiting or self._listener is None:
                self._waiting = None
                self._hold(False)
                return
            self._hand_over(self._listener, self._waiting.popleft())
            if self._is_busy:
                return
        self._let_others_go_first()
