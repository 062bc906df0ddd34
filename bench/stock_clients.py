"""Stock Socket.IO clients by the hundred, in processes of their own.

Run as a program, it reads `{"url", "tokens"}` from a line of standard input, connects a
python-socketio client with each token, lets it reconnect as it does by itself, and writes a line
of JSON for whatever befalls one: `[number, what, monotonic time]`. It ends with its standard input.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from socketio import AsyncClient
from socketio.exceptions import ConnectionError as NotConnected

AT_ONCE = 25
"""Clients of one process that connect at the same time, at first."""

TRIES = 20
"""Times that a client tries to connect at first."""

STATE, LOST, REFUSED, SENT_AWAY = "state", "lost", "refused", "sent away"
"""What may befall a client. The latter two end it: in a browser, the page has to be reloaded."""


@asynccontextmanager
async def stock_clients(
    url: str, tokens: Sequence[str], processes: int
) -> AsyncIterator["asyncio.Queue[tuple[int, str, float]]"]:
    """A client for each of these tokens, and what befalls them, by their number in the list."""
    heard: asyncio.Queue[tuple[int, str, float]] = asyncio.Queue()
    running, reading = [], []
    try:
        for number in range(processes):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bench.stock_clients",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            running.append(process)
            own = dict(list(enumerate(tokens))[number::processes])
            process.stdin.write(json.dumps({"url": url, "tokens": own}).encode() + b"\n")
            reading.append(asyncio.create_task(_read(process.stdout, heard)))
        yield heard
    finally:
        for process in running:
            process.kill()
            await process.wait()
        await asyncio.gather(*reading)


async def _read(
    lines: asyncio.StreamReader, heard: "asyncio.Queue[tuple[int, str, float]]"
) -> None:
    while line := await lines.readline():
        heard.put_nowait(tuple(json.loads(line)))


def _tell(number: str, what: str) -> None:
    print(json.dumps([int(number), what, time.monotonic()]), flush=True)


def _client(number: str) -> AsyncClient:
    client = AsyncClient(handle_sigint=False)

    def disconnected(reason: str) -> None:
        _tell(number, SENT_AWAY if reason == client.reason.SERVER_DISCONNECT else LOST)

    def refused(why: object) -> None:
        if isinstance(why, dict) and why.get("data"):  # the server's word, not the network's
            _tell(number, REFUSED)

    client.on("room:state", lambda _: _tell(number, STATE), namespace="/rooms")
    client.on("disconnect", disconnected, namespace="/rooms")
    client.on("connect_error", refused, namespace="/rooms")
    return client


async def _play(url: str, tokens: dict[str, str]) -> None:
    at_once = asyncio.Semaphore(AT_ONCE)
    clients = {number: _client(number) for number in tokens}

    async def connect(number: str) -> None:
        for _ in range(TRIES):
            try:
                async with at_once:
                    await clients[number].connect(
                        url,
                        namespaces=["/rooms"],
                        auth={"token": tokens[number]},
                        transports=["websocket"],
                        wait_timeout=10,
                    )
                return
            except NotConnected:
                await asyncio.sleep(1)

    await asyncio.gather(*map(connect, tokens))
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    asyncio.run(_play(given["url"], given["tokens"]))
