"""A way to a node that keeps events from those who come by it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress

CHUNK = 64 * 1024


@asynccontextmanager
async def keeping_back(event: bytes, told: bytes, url: str) -> AsyncIterator[str]:
    """The address of a way to this node on which the event, wherever it tells this, becomes one
    of a name as long that nobody knows."""
    host, _, port = url.removeprefix("http://").partition(":")
    kept, passed = b'"%s",%s' % (event, told), b'"%s",%s' % (b"x" * len(event), told)

    def altered(data: bytes) -> bytes:
        return data.replace(kept, passed)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            inner_reader, inner_writer = await asyncio.open_connection(host, int(port))
            with closing(inner_writer), suppress(OSError):
                await asyncio.gather(
                    _copied(reader, inner_writer), _copied(inner_reader, writer, altered)
                )

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()


async def _copied(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    through: Callable[[bytes], bytes] = bytes,
) -> None:
    while data := await reader.read(CHUNK):
        writer.write(through(data))
        await writer.drain()
    writer.close()
