"""Engine.IO and Socket.IO by hand, for what no stock client would send.

Engine.IO protocol 4: a packet is a digit (0 open, 1 close, 2 ping, 3 pong, 4 message, 5 upgrade,
6 noop) and its data; a message holds a Socket.IO packet.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 15.0
"""Seconds until a test gives up waiting for what should come at once."""
CLOSE, PING, PONG, NOOP = "1", "2", "3", "6"
EVENT, ACK = "42/rooms,", "43/rooms,"
SEPARATOR = "\x1e"
PATH = "/socket.io/?EIO=4&transport="


class Closed(Exception):
    """The server has closed the connection."""


class Wire(ABC):
    """An Engine.IO connection. `answers_pings` may be switched off."""

    answers_pings = True

    @abstractmethod
    async def say(self, *packets: str) -> None:
        """Send packets. Nothing happens when the connection is closed."""

    @abstractmethod
    async def abort(self) -> None:
        """Vanish without a word."""

    @abstractmethod
    async def _receive(self) -> str:
        """The next packet, whatever it is. Raises `Closed`."""

    async def hear(self) -> str:
        """The next packet that means something. Raises `Closed`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                packet = await self._receive()
                if packet == CLOSE:
                    raise Closed
                if packet == PING and self.answers_pings:
                    await self.say(PONG)
                if packet not in (PING, NOOP):
                    return packet

    async def rest(self) -> list[str]:
        """Everything that still comes until the server closes the connection."""
        heard = []
        try:
            while True:
                heard.append(await self.hear())
        except Closed:
            return heard

    async def enter(self, token: str) -> None:
        """Connect to the namespace, and read as far as the state of the room."""
        await self.say("40/rooms," + json.dumps({"token": token}))
        connected, state = await self.hear(), await self.hear()
        assert connected.startswith("40/rooms,{"), connected
        assert event_in(state)[0] == "room:state", state

    async def ask(self, *event: object, ack_id: int = 1) -> Any:
        """Send a command and return its acknowledgement; what comes before that is skipped."""
        await self.say(f"42/rooms,{ack_id}{json.dumps(event)}")
        while True:
            packet = await self.hear()
            if packet.startswith(f"{ACK}{ack_id}["):
                return json.loads(packet.removeprefix(f"{ACK}{ack_id}"))[0]


class WebSocketWire(Wire):
    """Over a WebSocket from the start; a packet is a frame."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link

    async def say(self, *packets: str | bytes) -> None:
        try:
            for packet in packets:
                await self.link.send(packet)
        except ConnectionClosed:
            pass

    async def abort(self) -> None:
        self.link.transport.abort()

    async def _receive(self) -> str:
        try:
            return str(await self.link.recv())
        except ConnectionClosed:
            raise Closed from None


class PollingWire(Wire):
    """By requests: one that waits for packets, and one for each sending.

    `statuses` are those of the answers to what was sent.
    """

    def __init__(self, http: httpx.AsyncClient, path: str) -> None:
        self.path = path
        self.statuses: list[int] = []
        self.http = http
        self._waiting: list[str] = []

    async def say(self, *packets: str) -> None:
        answer = await self.http.post(self.path, content=SEPARATOR.join(packets))
        self.statuses.append(answer.status_code)

    async def abort(self) -> None:
        """Polls no more."""

    async def _receive(self) -> str:
        if not self._waiting:
            try:
                answer = await self.http.get(self.path)
            except (httpx.ConnectError, httpx.RemoteProtocolError):  # gone, or just going
                raise Closed from None
            if not answer.is_success:
                raise Closed
            self._waiting = answer.text.split(SEPARATOR)
        return self._waiting.pop(0)


@asynccontextmanager
async def a_wire(url: str, transport: str) -> AsyncIterator[Wire]:
    """A connection over `websocket` or `polling`, opened as far as Engine.IO is concerned."""
    opening = a_websocket(url) if transport == "websocket" else a_poll(url)
    async with opening as wire:
        yield wire


@asynccontextmanager
async def a_websocket(url: str, **options: Any) -> AsyncIterator[WebSocketWire]:
    address = url.replace("http", "ws", 1) + PATH + "websocket"
    async with connect(address, proxy=None, max_queue=None, **options) as link:
        wire = WebSocketWire(link)
        assert (await wire.hear()).startswith('0{"sid"')
        yield wire


@asynccontextmanager
async def a_poll(url: str) -> AsyncIterator[PollingWire]:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http:
        answer = await http.get(PATH + "polling")
        assert answer.text.startswith('0{"sid"'), answer.text
        sid = json.loads(answer.text[1:])["sid"]
        yield PollingWire(http, f"{PATH}polling&sid={sid}")


def event_in(packet: str) -> list[Any]:
    """The name and arguments in a packet, which must be an event."""
    assert packet.startswith(EVENT), packet
    return list(json.loads(packet.removeprefix(EVENT)))


def answer_in(packet: str) -> tuple[int, Any]:
    """The number and the answer in a packet, which must be an acknowledgement."""
    assert packet.startswith(ACK), packet
    number, _, rest = packet.removeprefix(ACK).partition("[")
    return int(number), json.loads("[" + rest)[0]
