"""One connection to the sockets' namespace, never opened a second time.

python-socketio's client does the protocol. It is used without its own reconnection, which
neither takes a newer token nor tells a refusal from a failure, and it leaves a connection open
whose opening was cancelled: hence an HTTP session for each, which ends with it.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import aiohttp
from engineio.base_client import connected_clients
from socketio import AsyncClient
from socketio.exceptions import BadNamespaceError

from greenroom_client.decoding import no_entry_in
from greenroom_client.errors import (
    AnswerLost,
    ConnectionFailed,
    GreenroomError,
    NotConnected,
    NotUnderstood,
)

NAMESPACE = "/rooms"

Transport = Literal["websocket", "polling", "upgrade"]
"""`upgrade` polls first, as browsers do, and goes over to a WebSocket."""

OpenSession = Callable[[], aiohttp.ClientSession]

_GOODBYE = 2.0
"""Seconds for the server to take notice that the client goes."""

TRANSPORTS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": None}

_log = logging.getLogger("greenroom_client.socketio")
_log.setLevel(logging.ERROR)  # at INFO it tells tokens, and every lost connection is a warning


class Link:
    """A connection and what is heard over it.

    `hear` is called with the name and the arguments of every event, in order, and of the
    library's own `connect`, `connect_error` and `disconnect`. It must not raise.
    """

    def __init__(
        self, hear: Callable[..., None], transport: Transport, open_session: OpenSession
    ) -> None:
        self._hear = hear
        self._transport = transport
        self._http = open_session()
        self._outcome: asyncio.Future[GreenroomError | None] = (
            asyncio.get_running_loop().create_future()
        )
        self._reading: asyncio.Task[None]  # once it is connected
        self._client = self._listening()

    @property
    def is_open(self) -> bool:
        """Whether it is in the namespace."""
        return NAMESPACE in self._client.namespaces

    async def open(self, url: str, auth: object, path: str = "socket.io") -> None:
        """Connect, and enter with this handshake. Raises `Refused`, `ConnectionFailed` or
        `NotUnderstood`."""
        try:
            await self._client.connect(
                url,
                namespaces=[NAMESPACE],
                auth=auth,
                transports=TRANSPORTS[self._transport],
                socketio_path=path,
                wait=False,
            )
        except Exception as error:  # the library lets through whatever it meets
            raise ConnectionFailed(f"{url} can't be connected to: {_why(error)}") from error
        self._reading = self._client.eio.read_loop_task
        await self._unless_it_ends(self._outcome)
        if not self._outcome.done():
            raise ConnectionFailed(f"{url} ended the connection before it had answered.")
        if (failure := self._outcome.result()) is not None:
            raise failure

    async def call(self, event: str, *payload: object) -> Any:
        """Send a command, and return its acknowledgement: one value, or a tuple of several.

        Raises `NotConnected` when nothing was sent, and `AnswerLost` when the connection ends
        before there is an answer.
        """
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def take(*result: Any) -> None:
            if not answer.done():
                answer.set_result(result[0] if len(result) == 1 else result)

        await self.send(event, *payload, callback=take)
        await self._unless_it_ends(answer)
        if not answer.done():
            raise AnswerLost(f"{event}: the connection ended before there was an answer.")
        return answer.result()

    async def send(
        self, event: str, *payload: object, callback: Callable[..., None] | None = None
    ) -> None:
        """Send a command. Raises `NotConnected`."""
        try:
            await self._client.emit(event, payload, namespace=NAMESPACE, callback=callback)
        except BadNamespaceError:
            raise NotConnected(f"{event}: there is no connection at the moment.") from None

    async def until(self, event: asyncio.Event) -> None:
        """Returns when this is set, or the connection has ended."""
        waiting = asyncio.create_task(event.wait())
        try:
            await self._unless_it_ends(waiting)
        finally:
            waiting.cancel()

    async def close(self) -> None:
        """End the connection, at any stage of its life, and everything that belongs to it."""
        async with self._http:  # whatever happens, it is closed
            await self._say_goodbye()

    async def _say_goodbye(self) -> None:
        engine = self._client.eio
        tasks = [it for it in (engine.read_loop_task, engine.write_loop_task) if it is not None]
        try:
            async with asyncio.timeout(_GOODBYE):
                if tasks:
                    await self._client.disconnect()
                    await asyncio.wait(tasks)
                else:
                    await engine.disconnect(abort=True)
        except TimeoutError:
            pass
        finally:
            if engine in connected_clients:  # the library forgets those alone that were heard out
                connected_clients.remove(engine)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _unless_it_ends(self, awaited: "asyncio.Future[Any]") -> None:
        await asyncio.wait([awaited, self._reading], return_when=asyncio.FIRST_COMPLETED)

    def _listening(self) -> AsyncClient:
        client = AsyncClient(
            reconnection=False,
            handle_sigint=False,
            http_session=self._http,
            logger=_log,
            engineio_logger=_log,
        )
        client.on("*", self._hear, namespace=NAMESPACE)
        for own in ("connect", "connect_error", "disconnect"):
            client.on(own, partial(self._take, own), namespace=NAMESPACE)
        return client

    def _take(self, own: str, *arguments: Any) -> None:
        if not self._outcome.done():
            if own == "connect":
                self._outcome.set_result(None)
            elif own == "connect_error":
                self._outcome.set_result(_why_not(*arguments))
        self._hear(own, *arguments)


def _why(error: BaseException) -> BaseException:
    """What is behind an error of the library, which says `Connection error` of anything."""
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, aiohttp.ClientError | OSError):
        inner = inner.__cause__ or inner.__context__
    return inner or error


def _why_not(told: Any = None, *_: Any) -> GreenroomError:
    return no_entry_in(told) or NotUnderstood(f"connect_error: {told!r}")


def new_session() -> aiohttp.ClientSession:
    """The session of a connection, unless another is asked for."""
    return aiohttp.ClientSession(middlewares=[_read_to_the_end])


async def _read_to_the_end(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """The library drops the answers to what it posts unread, and with them connections."""
    answer = await handler(request)
    if request.method == "POST":
        await answer.read()
    return answer
