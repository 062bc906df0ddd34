"""One connection on which Redis publishes.

The library's own PubSub subscribes again by itself after a lost connection and says nothing:
what was published meanwhile would be missing without a trace.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import MovedError


class FeedWire:
    """Sends commands and takes whatever comes, until the connection is lost. That a server of a
    Redis Cluster refuses a channel, as another has its slot, is taken too."""

    def __init__(
        self, connection: AbstractConnection, heartbeat: float, take: Callable[[Any], None]
    ) -> None:
        """After `heartbeat` seconds of silence the server is asked for a sign of life; a
        second such silence ends the connection."""
        self._connection = connection
        self._heartbeat = heartbeat
        self._take = take
        self._quiet_since = 0.0
        self._is_asked = False
        self._outbox: asyncio.Queue[tuple[bytes, ...]] = asyncio.Queue()
        self._is_over = False

    def ask(self, *command: bytes) -> None:
        """Send a command, after those before it. Its reply, if it comes, is taken."""
        self._outbox.put_nowait(command)

    async def serve(self) -> None:
        """Works until the connection is lost, and raises what ended it."""
        self._quiet_since = asyncio.get_running_loop().time()
        tasks = [asyncio.create_task(work) for work in (self._send(), self._read(), self._watch())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._is_over = True
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    # All look whether it is over as well, in case a cancellation gets lost on the way: with
    # a socket timeout redis-py sends through `asyncio.wait_for`, of Python before 3.12.

    async def _send(self) -> None:
        while not self._is_over:
            commands = [await self._outbox.get()]
            while not self._outbox.empty():
                commands.append(self._outbox.get_nowait())
            packed = self._connection.pack_commands(commands)
            await self._connection.send_packed_command(packed, check_health=False)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._is_over:
            try:
                reply = await self._connection.read_response(disconnect_on_error=False)
            except MovedError as refusal:  # of one command; the connection is sound
                reply = refusal
            self._quiet_since, self._is_asked = loop.time(), False
            self._take(reply)

    async def _watch(self) -> None:
        """Beside the reading, which would need a timeout for every message."""
        loop = asyncio.get_running_loop()
        while not self._is_over:
            left = self._quiet_since + self._heartbeat - loop.time()
            if left > 0:
                await asyncio.sleep(left)
            elif self._is_asked:
                raise TimeoutError("no sign of life on the feed")
            else:
                self._quiet_since, self._is_asked = loop.time(), True
                self.ask(b"PING")
