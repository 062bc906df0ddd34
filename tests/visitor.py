"""A client by hand that remembers what it knows, and not what it heard: there may be many."""

import asyncio
import itertools
import json
from contextlib import AsyncExitStack

from domain.room import Room
from tests.watching_client import WatchingClient
from tests.wires import ACK, EVENT, Closed, WebSocketWire, a_websocket, answer_in, event_in

PATIENCE = 30.0
"""Seconds until a command counts as unanswered; nodes promise far less."""


class NotLetIn(Exception):
    """The server refused the visitor, or ended its connection before it was in."""


class Visitor:
    """One member of a room, connected over a WebSocket that is never opened again."""

    def __init__(self, url: str, code: str, token: str) -> None:
        self.url, self.code, self.token = url, code, token
        self.knows = WatchingClient()
        self.confused = ""  # why what it was told made no sense, if it did not
        self.is_lost = False
        self.heard_at = 0.0
        self._wire: WebSocketWire
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._numbers = itertools.count(1)

    async def enter(self, stack: AsyncExitStack) -> asyncio.Task[None]:
        """Connect, until the stack is unwound. Returns the task that listens. Raises `NotLetIn`."""
        self._wire = await stack.enter_async_context(a_websocket(self.url))
        await self._wire.say("40/rooms," + json.dumps({"token": self.token}))
        try:
            answer = await self._wire.hear()
            if not answer.startswith("40/rooms,{"):
                raise NotLetIn(answer)
            self.knows.hear(("CONNECT",))
            self._take(await self._wire.hear())
        except Closed:
            raise NotLetIn("closed") from None
        return asyncio.create_task(self._listen())

    async def vanish(self) -> None:
        """Drop the connection without a word."""
        await self._wire.abort()

    async def ask(self, event: str, *payload: object) -> str:
        """Send a command. Returns `ok`, the code of the refusal, or `no answer`, also when the
        connection ends before there is one."""
        if self.is_lost:
            return "no answer"
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._wire.say(f"42/rooms,{number}{json.dumps([event, *payload])}")
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            return "no answer"
        finally:
            del self._answers[number]

    def differs_from(self, room: Room | None) -> bool:
        """Whether it knows anything else than what the store has."""
        return room is None or bool(self.confused) or not self.knows.knows(room)

    async def _listen(self) -> None:
        while not self.is_lost:
            try:
                self._take(await self._wire.hear())
            except TimeoutError:
                continue  # a quiet room
            except Closed:
                self.is_lost = True
                for number in self._answers:
                    self._answered(number, "no answer")

    def _take(self, packet: str) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        if packet.startswith(ACK):
            number, answer = answer_in(packet)
            self._answered(number, "ok" if answer["ok"] else answer["error"]["code"])
        elif packet.startswith(EVENT) and not self.confused:
            try:
                self.knows.hear(tuple(event_in(packet)))
            except (AssertionError, KeyError) as error:
                self.confused = f"{packet[:80]}: {error!r}"

    def _answered(self, number: int, outcome: str) -> None:
        if number in self._answers and not self._answers[number].done():
            self._answers[number].set_result(outcome)
