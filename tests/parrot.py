"""A server that says the same to everything, as a Redis in trouble does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.resp import frames


@asynccontextmanager
async def parrot(line: bytes) -> AsyncIterator[str]:
    """The address of a server that answers each command with this line."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        buffer = bytearray()
        while chunk := await reader.read(65536):
            buffer += chunk
            writer.write((line + b"\r\n") * len(frames(buffer)))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"redis://:secret@127.0.0.1:{port}/0"
