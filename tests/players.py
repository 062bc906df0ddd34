"""People with a stock Socket.IO client, who remember everything that they are told."""

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
from socketio import AsyncClient
from socketio.exceptions import ConnectionError as RefusedConnection

NAMESPACE = "/rooms"
PATIENCE = 15.0
"""Seconds until a test gives up waiting for what should come at once."""

TRANSPORTS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": None}
"""What the client is told for each; by itself it polls first and then upgrades."""

Heard = tuple[Any, ...]
"""An event's name and its arguments. Beside the server's own there are `connect_error`,
`disconnect`, and `("ack", event, answer)`."""


class Player:
    """One member of a room and its client."""

    def __init__(self, url: str, code: str, token: str, transport: str = "websocket") -> None:
        self.url = url
        self.code = code
        self.token = token
        self.id = user_in(token)
        self.transport = transport
        self.heard: list[Heard] = []
        self._news = asyncio.Event()
        self._read = 0
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncClient | None = None

    @property
    def names(self) -> list[str]:
        """The names of everything heard, in order."""
        return [name for name, *_ in self.heard]

    @property
    def is_connected(self) -> bool:
        return self._client is not None and NAMESPACE in self._client.namespaces

    async def enter(self) -> dict[str, Any]:
        """Connect, and wait for the state of the room, which is returned."""
        await self.connect({"token": self.token})
        return dict(await self.until("room:state"))

    async def connect(self, auth: object) -> None:
        """Connect with this handshake. A refusal shows in what is heard."""
        self._session = aiohttp.ClientSession()
        self._client = self._listening(self._session)
        with suppress(RefusedConnection):
            await self._client.connect(
                self.url,
                namespaces=[NAMESPACE],
                auth=auth,
                transports=TRANSPORTS[self.transport],
                wait_timeout=PATIENCE,
            )

    async def call(self, event: str, *payload: object) -> Any:
        """Send a command and wait for its acknowledgement, which is returned."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        await self._emit(event, payload, lambda *result: self._take_answer(event, result, answer))
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            raise AssertionError(f"no answer to {event}: {self.heard}") from None

    async def send(self, event: str, *payload: object) -> None:
        """Send a command without asking for an acknowledgement."""
        await self._emit(event, payload, None)

    async def until(self, event: str) -> Any:
        """Wait for the next event of this name after the last one that was waited for so.

        Returns its payload, or None where it has none.
        """
        at = await self._heard(lambda heard: heard[0] == event, self._read)
        self._read = at + 1
        return self.heard[at][1] if len(self.heard[at]) > 1 else None

    async def close(self) -> None:
        """Say goodbye, as the client of a page does that is closed.

        The client waits for the answer to its last poll: that is ended after a moment.
        """
        if self._client is not None and self._session is not None:
            leaving = asyncio.create_task(self._client.disconnect())
            await asyncio.wait([leaving], timeout=0.5)
            await self._session.close()
            await leaving
            self._client = self._session = None

    async def _emit(
        self, event: str, payload: tuple[object, ...], callback: Callable[..., None] | None
    ) -> None:
        assert self._client is not None
        await self._client.emit(event, payload, namespace=NAMESPACE, callback=callback)

    def _take_answer(
        self, event: str, result: tuple[Any, ...], answer: asyncio.Future[Any]
    ) -> None:
        self._hear("ack", event, *result)
        if not answer.done():
            answer.set_result(result[0] if len(result) == 1 else result)

    def _listening(self, session: aiohttp.ClientSession) -> AsyncClient:
        client = AsyncClient(reconnection=False, handle_sigint=False, http_session=session)
        client.on("*", self._hear, namespace=NAMESPACE)
        for own in ("connect_error", "disconnect"):
            client.on(own, self._hearing(own), namespace=NAMESPACE)
        return client

    def _hearing(self, *head: str) -> Callable[..., None]:
        return lambda *arguments: self._hear(*head, *arguments)

    def _hear(self, *heard: Any) -> None:
        self.heard.append(heard)
        self._news.set()

    async def _heard(self, wanted: Callable[[Heard], bool], start: int) -> int:
        """Where the first wanted thing is from `start` on, once it has come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while True:
                    self._news.clear()
                    for at in range(start, len(self.heard)):
                        if wanted(self.heard[at]):
                            return at
                    await self._news.wait()
        raise AssertionError(f"not heard from {start} on: {self.heard}")


def user_in(token: str) -> str:
    """The user whom this token names, unverified."""
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=="))["userId"])
