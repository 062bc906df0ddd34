"""People with the Python client's connection, who remember everything that they are told."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from greenroom_client import GreenroomError, Seat, Transport
from greenroom_client.link import Link, new_session
from tests.hearing import PATIENCE, Hearer


class Player(Hearer):
    """One member of a room and its connection, which is not made anew.

    Beside the server's events it hears `connect_error`, `disconnect`, and
    `("ack", event, answer)`. It may send anything.
    """

    def __init__(self, url: str, code: str, token: str, transport: Transport = "websocket") -> None:
        super().__init__()
        self.url = url
        self.code = code
        self.token = token
        self.id = user_in(token)
        self.transport = transport
        self._link: Link | None = None

    @property
    def is_connected(self) -> bool:
        return self._link is not None and self._link.is_open

    async def enter(self) -> dict[str, Any]:
        """Connect, and wait for the state of the room, which is returned."""
        await self.connect({"token": self.token})
        return dict(await self.until("room:state"))

    async def connect(self, auth: object) -> None:
        """Connect with this handshake. Returns when it is taken, or when a refusal is heard."""
        self._link = Link(self._told, self.transport, new_session)
        with suppress(GreenroomError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._link.open(self.url, auth)

    async def call(self, event: str, *payload: object) -> Any:
        """Send a command and wait for its acknowledgement, which is returned."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        await self._send(event, payload, lambda *result: self._take_answer(event, result, answer))
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            raise AssertionError(f"no answer to {event}: {self.heard}") from None

    async def send(self, event: str, *payload: object) -> None:
        """Send a command without asking for an acknowledgement."""
        await self._send(event, payload, None)

    async def close(self) -> None:
        """Say goodbye, as the client of a page does that is closed."""
        if self._link is not None:
            await self._link.close()
            self._link = None

    async def _send(
        self, event: str, payload: tuple[object, ...], callback: Callable[..., None] | None
    ) -> None:
        assert self._link is not None
        await self._link.send(event, *payload, callback=callback)

    def _told(self, name: str, *arguments: Any) -> None:
        if name != "connect":
            self.hear(name, *arguments)

    def _take_answer(
        self, event: str, result: tuple[Any, ...], answer: asyncio.Future[Any]
    ) -> None:
        self.hear("ack", event, *result)
        if not answer.done():
            answer.set_result(result[0] if len(result) == 1 else result)


def user_in(token: str) -> str:
    """The user whom this token names, unverified."""
    return Seat("", token).user_id
