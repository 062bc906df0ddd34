"""Clients by hand, many in one process, that remember what they know and not what they heard."""

import asyncio
import itertools
import json
from contextlib import AsyncExitStack

import httpx

from domain.room import Room
from tests.watching_client import WatchingClient
from tests.wires import ACK, EVENT, Closed, WebSocketWire, a_websocket, answer_in, event_in

PATIENCE = 30.0
"""Seconds until a command counts as unanswered; nodes promise far less."""


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
        """Connect, until the stack is unwound. Returns the task that listens."""
        self._wire = await stack.enter_async_context(a_websocket(self.url))
        await self._wire.say("40/rooms," + json.dumps({"token": self.token}))
        assert (await self._wire.hear()).startswith("40/rooms,{")
        self.knows.hear(("CONNECT",))
        self._take(await self._wire.hear())
        return asyncio.create_task(self._listen())

    async def ask(self, event: str) -> str:
        """Send a command. Returns `ok`, the code of the refusal, or `no answer`."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._wire.say(f"42/rooms,{number}{json.dumps([event])}")
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

    def _take(self, packet: str) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        if packet.startswith(ACK):
            number, answer = answer_in(packet)
            if number in self._answers:
                outcome = "ok" if answer["ok"] else answer["error"]["code"]
                self._answers[number].set_result(outcome)
        elif packet.startswith(EVENT) and not self.confused:
            try:
                self.knows.hear(tuple(event_in(packet)))
            except (AssertionError, KeyError) as error:
                self.confused = f"{packet[:80]}: {error!r}"


async def rooms_of(urls: tuple[str, ...], rooms: int, clients: int) -> list[list[Visitor]]:
    """So many rooms with so many members each, who sit on the nodes in turn. The first of each
    is its host."""
    async with httpx.AsyncClient(base_url=urls[0], trust_env=False, timeout=PATIENCE) as http:
        return [await _room(http, urls, clients) for _ in range(rooms)]


async def _room(http: httpx.AsyncClient, urls: tuple[str, ...], clients: int) -> list[Visitor]:
    admitted = (await http.post("/rooms", json={"displayName": "Host"})).raise_for_status().json()
    code, tokens = admitted["roomCode"], [admitted["token"]]
    for number in range(1, clients):
        body = {"displayName": f"Guest {number}"}
        joined = await http.post(f"/rooms/{code}/join", json=body)
        tokens.append(joined.raise_for_status().json()["token"])
    return [Visitor(urls[turn % len(urls)], code, token) for turn, token in enumerate(tokens)]
