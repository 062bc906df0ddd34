"""One connection to Redis on which many commands are under way at once (pipelining)."""

import asyncio
import math
from collections import deque
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import hiredis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import ResponseError

from application.background import background

CONNECTING = 2.0
"""Seconds for an attempt to connect at most: when the network is back, so are we soon."""

SILENCE = 0.25
"""Seconds without a reply that is due, after which other commands are better off elsewhere."""

Word = str | bytes | int | float


@dataclass(eq=False, slots=True)
class Asked:
    """A command on its way. `due` is a time of the event loop. Nobody wants a reply any more that
    is done."""

    packed: bytes
    due: float
    reply: asyncio.Future[Any]


class SharedConnection:
    """What is asked in one turn of the event loop goes out as one write, and the replies come
    in the order of the commands.

    A caller that is cancelled, or whose time is up, forfeits its reply alone: that is taken off
    the connection in its turn, and dropped. When the connection is lost, what was not answered
    fails with what redis-py raised of it. Nothing is sent again here.
    """

    def __init__(self, connection: AbstractConnection) -> None:
        """`connection` is nobody else's, and not connected yet. That is tried once."""
        connection.retry = Retry(NoBackoff(), 0)
        connection.health_check_interval = 0  # replies are waited for at any time
        self.is_over = False
        self._is_connected = False
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._unsent: list[Asked] = []
        self._unanswered: deque[Asked] = deque()
        self._something_to_send = asyncio.Event()
        self._is_retired = False
        self._heard = self._loop.time()
        self._watch: asyncio.TimerHandle | None = None
        self._watched = math.inf
        self._task = background(self._serve())

    @property
    def is_silent(self) -> bool:
        """Whether commands have waited in vain for some time, on a connection that there is."""
        waits = self._is_connected and (self._unanswered or self._unsent)
        return bool(waits) and self._loop.time() - self._heard > SILENCE

    def ask(self, command: Sequence[Word], due: float) -> asyncio.Future[Any]:
        """The reply to come. In it are what the server refuses as an exception, and a
        `TimeoutError` when it is `due` (the event loop's time): then the command may have been
        carried out, or be so later. Raises what hiredis raises of words that can't be sent."""
        packed = hiredis.pack_command(tuple(command))  # type: ignore[arg-type]  # its stub has one word
        reply = self._loop.create_future()
        if not self._unsent:
            self._something_to_send.set()
            if not self._unanswered:
                self._heard = self._loop.time()
        self._unsent.append(Asked(packed, due, reply))
        if due < self._watched:
            self._watch_until(due)
        return reply

    def retire(self) -> None:
        """It is asked nothing any more, and closes once nobody waits."""
        self._is_retired = True
        self._close_if_nobody_waits()

    async def close(self) -> None:
        """Fail what is under way, and disconnect."""
        while not self._task.done():
            self._task.cancel()  # again, in case it gets lost in the library
            await asyncio.wait([self._task], timeout=0.1)

    async def _serve(self) -> None:
        end: Exception = ConnectionLost("closed by this side")
        try:
            await self._connect()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._send())
                both.create_task(self._read())
        except* Exception as ends:
            end = ends.exceptions[0]
        finally:
            self._fail(end)
            await self._connection.disconnect(nowait=True)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(CONNECTING):
                await self._connection.connect()  # type: ignore[no-untyped-call]
        except TimeoutError:
            raise ConnectionLost("no connection in time") from None
        self._heard, self._is_connected = self._loop.time(), True

    def _fail(self, end: Exception) -> None:
        self.is_over = True
        if self._watch is not None:
            self._watch.cancel()
        for one in (*self._unanswered, *self._unsent):
            if not one.reply.done():
                one.reply.set_exception(copy(end))  # each caller adds its own traceback

    async def _send(self) -> None:
        while True:
            await self._something_to_send.wait()
            self._something_to_send.clear()
            wanted = [one for one in self._unsent if not one.reply.done()]
            self._unsent.clear()
            self._unanswered += wanted
            packed = b"".join([one.packed for one in wanted])
            await self._connection.send_packed_command(packed, check_health=False)

    async def _read(self) -> None:
        while True:
            try:
                reply = await self._connection.read_response(disconnect_on_error=False)
            except ResponseError as refusal:
                reply = refusal.with_traceback(None)
            self._take(reply)

    def _take(self, reply: Any) -> None:
        one = self._unanswered.popleft()
        self._heard = self._loop.time()
        if not one.reply.done():
            if isinstance(reply, ResponseError):
                one.reply.set_exception(reply)
            else:
                one.reply.set_result(reply)
        if self._is_retired and not self._unanswered:
            self._close_if_nobody_waits()

    # One timer for all deadlines, as most are equally far away: it is set to the earliest, and
    # left alone when that one is answered.

    def _watch_until(self, due: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watched = due
        self._watch = self._loop.call_at(due, self._refuse_the_late)

    def _refuse_the_late(self) -> None:
        self._watch, self._watched = None, math.inf
        now, waiting = self._loop.time(), self._waiting()
        for one in waiting:
            if one.due <= now:
                one.reply.set_exception(TimeoutError())
        if dues := [one.due for one in waiting if one.due > now]:
            self._watch_until(min(dues))
        elif self._is_retired:
            self._task.cancel()

    def _close_if_nobody_waits(self) -> None:
        if not self._waiting():
            self._task.cancel()

    def _waiting(self) -> list[Asked]:
        return [one for one in (*self._unanswered, *self._unsent) if not one.reply.done()]
