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

from tests.hearing import PATIENCE, Heard, Hearer

NAMESPACE = "/rooms"

TRANSPORTS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": None}
"""What the client is told for each; by itself it polls first and then upgrades."""


class Player(Hearer):
    """One member of a room and its client.

    Beside the server's events it hears `connect_error`, `disconnect`, and
    `("ack", event, answer)`.
    """

    def __init__(self, url: str, code: str, token: str, transport: str = "websocket") -> None:
        super().__init__()
        self.url = url
        self.code = code
        self.token = token
        self.id = user_in(token)
        self.transport = transport
        self._connecting: asyncio.Task[None]
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncClient | None = None

    @property
    def is_connected(self) -> bool:
        return self._client is not None and NAMESPACE in self._client.namespaces

    async def enter(self) -> dict[str, Any]:
        """Connect, and wait for the state of the room, which is returned."""
        await self.connect({"token": self.token})
        return dict(await self.until("room:state"))

    async def connect(self, auth: object) -> None:
        """Connect with this handshake. Returns when it is taken, or when a refusal is heard."""
        self._session = aiohttp.ClientSession(middlewares=[_read_to_the_end])
        self._client = self._listening(self._session)
        self._connecting = asyncio.create_task(self._connect(self._client, auth))
        refusal = asyncio.create_task(self.hearing(_is_refusal, len(self.heard)))
        await asyncio.wait([self._connecting, refusal], return_when=asyncio.FIRST_COMPLETED)
        refusal.cancel()

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

    async def close(self) -> None:
        """Say goodbye, as the client of a page does that is closed."""
        if self._client is not None and self._session is not None:
            await asyncio.gather(self._connecting, self._client.disconnect())
            await self._session.close()
            self._client = self._session = None

    async def _connect(self, client: AsyncClient, auth: object) -> None:
        with suppress(RefusedConnection):
            await client.connect(
                self.url,
                namespaces=[NAMESPACE],
                auth=auth,
                transports=TRANSPORTS[self.transport],
                wait_timeout=PATIENCE,
            )

    async def _emit(
        self, event: str, payload: tuple[object, ...], callback: Callable[..., None] | None
    ) -> None:
        assert self._client is not None
        await self._client.emit(event, payload, namespace=NAMESPACE, callback=callback)

    def _take_answer(
        self, event: str, result: tuple[Any, ...], answer: asyncio.Future[Any]
    ) -> None:
        self.hear("ack", event, *result)
        if not answer.done():
            answer.set_result(result[0] if len(result) == 1 else result)

    def _listening(self, session: aiohttp.ClientSession) -> AsyncClient:
        client = AsyncClient(reconnection=False, handle_sigint=False, http_session=session)
        client.on("*", self.hear, namespace=NAMESPACE)
        for own in ("connect_error", "disconnect"):
            client.on(own, self._hearing(own), namespace=NAMESPACE)
        return client

    def _hearing(self, *head: str) -> Callable[..., None]:
        return lambda *arguments: self.hear(*head, *arguments)


async def _read_to_the_end(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """The stock client drops the answers to what it posts unread, and with them connections."""
    answer = await handler(request)
    if request.method == "POST":
        await answer.read()
    return answer


def _is_refusal(heard: Heard) -> bool:
    return bool(heard[0] == "connect_error")


def user_in(token: str) -> str:
    """The user whom this token names, unverified."""
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=="))["userId"])
