"""The network between a client and a node: it can be cut, and it can hold everything back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Leads from `url` to a node."""

    def __init__(self, node_url: str) -> None:
        self.url = ""
        self.connections = 0
        """How many have come in so far."""
        self.loses_answers = False
        """Whether what the node says gets lost on its way."""
        self._node = urlsplit(node_url)
        self._flows = asyncio.Event()
        self._flows.set()
        self._lines: set[asyncio.Task[None]] = set()

    def hold(self) -> None:
        """Nothing passes, in either direction, until `release`. Connections are taken."""
        self._flows.clear()

    def release(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        """All connections that there are end."""
        for line in self._lines:
            line.cancel()

    async def lay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one who has come."""
        self.connections += 1
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        try:
            await self._serve(reader, writer)
        except (asyncio.CancelledError, OSError):
            pass
        finally:
            self._lines.discard(line)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._node.hostname, self._node.port
        from_node, to_node = await asyncio.open_connection(host, port)
        ways = [
            asyncio.create_task(self._pass(reader, to_node)),
            asyncio.create_task(self._pass(from_node, writer, is_answer=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            to_node.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_answer: bool = False
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(65536):
                await self._flows.wait()
                if not (is_answer and self.loses_answers):
                    writer.write(chunk)
                    await writer.drain()


@asynccontextmanager
async def a_cable(node_url: str) -> AsyncIterator[Cable]:
    """A cable to the node at this address."""
    cable = Cable(node_url)
    server = await asyncio.start_server(cable.lay, "127.0.0.1", 0)
    async with server:
        cable.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield cable
        finally:
            cable.cut()
            while cable._lines:
                await asyncio.sleep(0)
