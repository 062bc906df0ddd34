"""The end of a WebSocket that takes ready frames, without a network."""

import asyncio
from collections.abc import Awaitable, Callable

from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from entrypoints.arrivals import Arrivals
from entrypoints.ready_frames import Listener, ReadyFrames


class TakenFrames(ReadyFrames):
    """Hands on the text of each frame, while the client `reads`; else they wait."""

    def __init__(
        self,
        reads: asyncio.Event,
        take: Callable[[str], None],
        gone: Callable[[], None],
        end: Callable[[], Awaitable[None]],
    ) -> None:
        """`end` is what the end does."""
        self._end = end
        self._reads = reads
        self._take = take
        self._gone = gone
        self._waiting: list[bytes] = []
        self.is_open = True
        self.arrivals = Arrivals(lambda _: None)

    def take_over(self, listener: Listener) -> None:
        self.arrivals.take_over(listener)

    def write_frame(self, frame: bytes) -> int:
        self.flush()
        unread = sum(map(len, self._waiting))
        if self.is_open:
            self._waiting.append(frame)
        self.flush()
        return unread

    async def close(self) -> None:
        await self._end()

    def abort(self) -> None:
        self._waiting.clear()
        self.is_open = False
        self._gone()

    def flush(self) -> None:
        while self._reads.is_set() and self._waiting:
            self._take(text_of(self._waiting.pop(0)))


def text_of(frame: bytes) -> str:
    """The text of one whole frame as a server sends it."""
    reader = StreamReader()
    reader.feed_data(frame)
    parsing = Frame.parse(reader.read_exact, mask=False)
    try:
        next(parsing)
    except StopIteration as done:
        parsed: Frame = done.value
    assert not reader.buffer
    assert (parsed.opcode, parsed.fin) == (Opcode.TEXT, True)
    return bytes(parsed.data).decode()
