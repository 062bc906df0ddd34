"""Ready frames beside ASGI, through uvicorn to a client that knows nothing of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from engineio.packet import MESSAGE, Packet
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from entrypoints.bounded_websocket import BoundedWebSocket
from entrypoints.gathered_http import GatheredHttp
from entrypoints.ready_frames import Listener, ReadyFrames, ready_frames
from entrypoints.realtime.ready_line import frame_of
from entrypoints.runner import OPTIONS
from tests.ports import free_port

Send = Callable[[dict[str, Any]], Any]
Act = Callable[[ReadyFrames, Send], Any]


class Over(Exception):
    """The application has nothing more to do."""


@asynccontextmanager
async def served(act: Act, **options: Any) -> AsyncIterator[str]:
    """The address of a server that accepts a WebSocket, and acts with what takes its frames; where
    nothing does, it says so."""

    async def app(scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        frames = ready_frames(scope)
        if frames is None:
            await send({"type": "websocket.send", "text": "nothing takes ready frames"})
        else:
            try:
                await act(frames, send)
            except Over:
                return
        while (await receive())["type"] != "websocket.disconnect":
            pass

    chosen: dict[str, Any] = {"http": GatheredHttp, **OPTIONS, **options}
    config = uvicorn.Config(app, port=free_port(), lifespan="off", log_config=None, **chosen)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{config.port}/"
    server.should_exit = True
    await running


def text(words: str) -> bytes:
    return frame_of(Packet(MESSAGE, words))


EITHER_HTTP = pytest.mark.parametrize("http", [GatheredHttp, "httptools"])
"""As `greenroom serve` runs it, and as it is where only the WebSocket's class is named."""


@EITHER_HTTP
async def test_frames_and_messages_arrive_in_the_order_in_which_they_were_sent(http: Any) -> None:
    async def act(frames: ReadyFrames, send: Send) -> None:
        for number in range(50):
            frames.write_frame(text(f"frame {number}"))
            await send({"type": "websocket.send", "text": f"4message {number}"})

    async with served(act, http=http) as url, connect(url, proxy=None) as client:
        told = [await client.recv() for _ in range(100)]
    assert told == [f"4{kind} {n}" for n in range(50) for kind in ("frame", "message")]


@EITHER_HTTP
async def test_nothing_comes_after_the_end(http: Any) -> None:
    async def act(frames: ReadyFrames, send: Send) -> None:
        frames.write_frame(text("last"))
        await send({"type": "websocket.close"})
        frames.write_frame(text("too late"))

    async with served(act, http=http) as url, connect(url, proxy=None) as client:
        assert await client.recv() == "4last"
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1000


async def test_one_that_is_aborted_is_gone_for_both() -> None:
    async def act(frames: ReadyFrames, send: Send) -> None:
        frames.abort()
        frames.write_frame(text("into the void"))

    async with served(act) as url, connect(url, proxy=None) as client:
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
    assert closed.value.rcvd is None


async def test_what_is_unread_is_known() -> None:
    waiting: list[int] = []

    async def act(frames: ReadyFrames, send: Send) -> None:
        waiting.append(frames.write_frame(text("soon")))
        waiting.append(frames.write_frame(text("x" * 20_000_000)))  # more than any kernel takes
        await asyncio.sleep(0)
        waiting.append(frames.write_frame(text("late")))
        frames.abort()

    async with served(act) as url, connect(url, proxy=None, max_size=None) as client:
        assert await client.recv() == "4soon"
        with pytest.raises(ConnectionClosed):
            await client.recv()
    assert waiting[:2] == [0, 0]
    assert waiting[2] > 10_000_000


@pytest.mark.parametrize(
    "options",
    [{"ws_per_message_deflate": True}, {"ws": "websockets-sansio"}],
    ids=["a compressed one", "another class"],
)
async def test_a_websocket_that_can_not_take_them_says_so(options: dict[str, Any]) -> None:
    async def act(frames: ReadyFrames, send: Send) -> None:
        frames.write_frame(text("ready"))

    async with served(act, **options) as url, connect(url, proxy=None) as client:
        assert await client.recv() == "nothing takes ready frames"


async def test_ours_takes_them() -> None:
    kinds: list[type] = []

    async def act(frames: ReadyFrames, send: Send) -> None:
        kinds.append(type(frames))
        await send({"type": "websocket.close"})

    async with served(act) as url, connect(url, proxy=None) as client:
        await client.wait_closed()
    assert kinds == [BoundedWebSocket]


class Parrot(Listener):
    """Repeats everything, and then says how it ended."""

    def __init__(self, frames: ReadyFrames) -> None:
        self._frames = frames
        self.is_over = asyncio.Event()

    def heard(self, frame: str | bytes) -> Coroutine[Any, Any, None] | None:
        assert isinstance(frame, str)
        if frame == "later":
            return self._later()
        self._frames.write_frame(text(frame))
        return None

    async def gone(self) -> None:
        self.is_over.set()

    async def _later(self) -> None:
        await asyncio.sleep(0.05)
        self._frames.write_frame(text("it is later"))


async def test_a_listener_is_called_when_the_application_has_returned() -> None:
    parrots: list[Parrot] = []

    async def act(frames: ReadyFrames, send: Send) -> None:
        await asyncio.sleep(0.1)  # until the first words wait
        parrots.append(Parrot(frames))
        frames.take_over(parrots[0])
        raise Over

    async with served(act) as url:
        async with connect(url, proxy=None) as client:
            for words in ("early", "later", "x" * 1000, "äö"):
                await client.send(words)
            told = [await client.recv() for _ in range(4)]
            assert told == ["4early", "4it is later", "4" + "x" * 1000, "4äö"]
            assert not parrots[0].is_over.is_set()
        await asyncio.wait_for(parrots[0].is_over.wait(), 10)


async def test_a_server_that_stops_tells_the_listener() -> None:
    parrots: list[Parrot] = []

    async def act(frames: ReadyFrames, send: Send) -> None:
        parrots.append(Parrot(frames))
        frames.take_over(parrots[0])
        raise Over

    async with served(act) as url, connect(url, proxy=None) as client:
        await client.send("here")
        assert await client.recv() == "4here"
    assert parrots[0].is_over.is_set()
