"""What is written in one turn of the loop goes out together, through a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn

from entrypoints.gathered_http import GatheredHttp, GatheredTransport
from tests.ports import free_port

Answer = Callable[[Any, Any], Any]


class CountedTransport(asyncio.Transport):
    """One that keeps what is written to it, write by write."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.is_over = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def write_eof(self) -> None:
        self.writes.append(b"<the end>")

    def is_closing(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_over = True


async def test_what_is_written_in_a_turn_is_one_write() -> None:
    inside = CountedTransport()
    gathered = GatheredTransport(inside, asyncio.get_running_loop())
    gathered.write(b"head ")
    gathered.write(b"body")
    assert inside.writes == []
    await asyncio.sleep(0)
    gathered.write(b"next")
    await asyncio.sleep(0)
    assert inside.writes == [b"head body", b"next"]


async def test_what_is_closed_has_sent_everything_before() -> None:
    inside = CountedTransport()
    gathered = GatheredTransport(inside, asyncio.get_running_loop())
    gathered.write(b"last words")
    gathered.close()
    assert (inside.writes, inside.is_over) == ([b"last words"], True)
    gathered.write(b"too late")
    await asyncio.sleep(0)
    assert inside.writes == [b"last words"]


async def test_the_end_of_what_is_sent_is_said_after_it() -> None:
    inside = CountedTransport()
    gathered = GatheredTransport(inside, asyncio.get_running_loop())
    gathered.write(b"last words")
    gathered.write_eof()
    assert inside.writes == [b"last words", b"<the end>"]


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[httpx.AsyncClient]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(receive, send)

    config = uvicorn.Config(
        app, port=free_port(), http=GatheredHttp, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{config.port}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client
    server.should_exit = True
    await running


async def test_an_answer_in_many_turns_arrives_whole_and_in_order() -> None:
    pieces = [b"%d," % number * 1000 for number in range(50)]

    async def answer(receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b""})

    async with served(answer) as client:
        assert (await client.get("/")).content == b"".join(pieces)


async def test_a_connection_that_is_to_close_does_so_after_the_answer() -> None:
    async def answer(receive: Any, send: Any) -> None:
        headers = [(b"connection", b"close"), (b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"done"})

    async with served(answer) as client:
        for _ in range(3):
            assert (await client.get("/")).content == b"done"


async def test_a_body_larger_than_buffers_arrives_whole() -> None:
    body = bytes(5_000_000)

    async def answer(receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with served(answer) as client:
        assert (await client.get("/")).content == body
