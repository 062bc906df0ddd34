"""The network between one player and the server, which can be cut."""

import aiohttp

from greenroom_client.link import new_session


class Line:
    """`open` is an `OpenSession` for `Greenroom`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> aiohttp.ClientSession:
        """The session of the next connection."""
        self._session = new_session()
        return self._session

    async def cut(self) -> None:
        """The connection of the moment ends, and nobody says why."""
        if self._session is not None and self._session.connector is not None:
            await self._session.connector.close()
