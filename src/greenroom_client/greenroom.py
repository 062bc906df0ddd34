"""A Greenroom server, as its clients see it."""

from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from greenroom_client.connection import Way
from greenroom_client.http import RoomsOverHttp
from greenroom_client.link import OpenSession, Transport, new_session
from greenroom_client.seat import Seat
from greenroom_client.session import RoomSession
from greenroom_client.timeouts import Timeouts
from greenroom_client.wire import Create, Join, Room

BACKLOG = 1000
"""Events that wait for their reader, unless another number is asked for."""


class Greenroom:
    """One server, or several nodes behind one address.

    Use: `async with Greenroom("https://rooms.example") as greenroom:`. Its requests raise
    `Refused`, `ConnectionFailed` or `NotUnderstood`. They are repeated for a while when their
    answer does not come or is a 503; nothing happens twice.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:3000",
        *,
        transport: Transport = "websocket",
        timeouts: Timeouts | None = None,
        backlog: int = BACKLOG,
        open_session: OpenSession = new_session,
    ) -> None:
        """`url` may have a path, where a proxy serves the server under one. `backlog` is how
        many events of a room may wait for their reader, 1 or more. `open_session` opens the
        HTTP sessions: one here and one for each connection, which are closed in the end; give
        your own for a proxy, certificates or headers. Raises `ValueError`.
        """
        self._url, path = _read(url)
        if backlog < 1:
            raise ValueError(f"backlog must be 1 or more, not {backlog!r}.")
        self._timeouts = timeouts or Timeouts()
        self._backlog = backlog
        self._way = Way(self._url, path, transport, open_session, self._timeouts)
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = self._way.open_session()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def create(self, display_name: str, *, max_users: int | None = None) -> Seat:
        """Open a room. The seat is its host's; who joins needs its `room_code`."""
        admitted = await self._rooms().create(Create(display_name, max_users))
        return Seat(admitted.room_code, admitted.token)

    async def join(self, room_code: str, display_name: str) -> Seat:
        """Become a member of a room."""
        admitted = await self._rooms().join(room_code, Join(display_name))
        return Seat(admitted.room_code, admitted.token)

    async def rejoin(self, seat: Seat) -> Seat:
        """The same seat with a token that is good for longer. The old one must still be good."""
        admitted = await self._rooms().rejoin(seat.room_code, seat.token)
        return Seat(admitted.room_code, admitted.token)

    async def look(self, room_code: str) -> Room:
        """What everybody may know of a room."""
        return await self._rooms().look(room_code)

    def enter(self, seat: Seat) -> RoomSession:
        """The room of this seat, to be entered with `async with`."""
        return RoomSession(self._way, seat, self._backlog)

    def _rooms(self) -> RoomsOverHttp:
        if self._http is None:
            raise RuntimeError("Use it in its block: async with Greenroom(...) as greenroom.")
        return RoomsOverHttp(self._url, self._http, self._timeouts)


def _read(url: str) -> tuple[str, str]:
    """The address without a slash at its end, and where the sockets are there."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"The address must be http://... or https://..., not {url!r}.")
    if parts.query or parts.fragment:
        raise ValueError(f"The address must have neither query nor fragment: {url!r}.")
    path = parts.path.strip("/")
    return url.rstrip("/"), f"{path}/socket.io".lstrip("/")
