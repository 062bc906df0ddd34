"""An HTTP server that answers as it is told, one request after another."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HANG_UP = b""
"""Instead of an answer: the connection ends."""

SILENCE = None
"""Instead of an answer: nothing happens."""

Reply = bytes | None


@dataclass
class ScriptedServer:
    """`asked` are the requests so far: method, path, headers (in small letters), body."""

    replies: Sequence[Reply]
    url: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the one request of a connection; the last reply goes to all that are left."""
        try:
            self.asked.append(await _request(reader))
            reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
            if reply is SILENCE:
                await reader.read()
            else:
                writer.write(reply)
                await writer.drain()
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return method, path, headers, await reader.readexactly(int(headers.get("content-length", 0)))


def reply(status: str, body: str, media: str = "application/json", **headers: str) -> bytes:
    """An answer; `Retry_After="7"` is the header `Retry-After`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", body]).encode()


def problem(status: str, code: str, **headers: str) -> bytes:
    """A problem document."""
    body = (
        f'{{"type": "about:blank", "title": "", "status": {status[:3]}, '
        f'"detail": "No.", "code": "{code}"}}'
    )
    return reply(status, body, "application/problem+json", **headers)


@asynccontextmanager
async def scripted(*replies: Reply) -> AsyncIterator[ScriptedServer]:
    """A server that gives these replies, in this order."""
    server = ScriptedServer(replies)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        yield server
