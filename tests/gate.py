"""A gate between clients and their store, which holds, drops or cuts at a chosen moment.

Every race is deterministic that way: a commit waits at the gate while its room closes; a
reply gets lost on the way back; a subscription is cut while events pass.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.catches import Catch, CutOff, Matches, Then, What
from tests.framing import Framing, Resp

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Gate:
    """Listens on a free loopback port for those who want to the server on this Unix socket."""

    def __init__(self, unix_path: str, framing: Callable[[], Framing] = Resp) -> None:
        self._unix_path = unix_path
        self._framing = framing
        self._catches: list[Catch] = []
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._listener is not None
        self._listener.close()
        await asyncio.sleep(0)  # whoever was let in last is on the list then
        await self.cut()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def links(self) -> int:
        """How many connections there are."""
        return len(self._links)

    def watch(self, what: What, matches: Matches) -> Catch:
        """Let all that match pass, and keep a copy."""
        return self._catch(what, matches, Then.PASS, sys.maxsize)

    def hold(self, what: What, matches: Matches, times: int = 1) -> Catch:
        """Hold the next that match until they are released."""
        return self._catch(what, matches, Then.HOLD, times)

    def drop(self, what: What, matches: Matches, times: int = 1) -> Catch:
        """Lose the next that match. With a command or a reply goes all that comes behind it the
        same way on its connection: a stream has no gaps. Of messages no other is lost."""
        return self._catch(what, matches, Then.DROP, times)

    def cut_at(self, what: What, matches: Matches, times: int = 1) -> Catch:
        """Lose the next that match, and each time the connection with it."""
        return self._catch(what, matches, Then.CUT, times)

    async def cut(self) -> None:
        """Cut all connections that there are now."""
        links = dict(self._links)
        for link in links.values():
            link.cut.set()
        if links:
            await asyncio.wait(links)

    def _catch(self, what: What, matches: Matches, then: Then, times: int) -> Catch:
        catch = Catch(what, matches, then, times)
        self._catches.append(catch)
        return catch

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._links[task] = link = _Link(self._catches, (reader, writer), self._framing())
        try:
            await link.serve(self._unix_path)
        finally:
            del self._links[task]


class _Link:
    """One connection: two ways, each in order. A held command outlives the client that sent it,
    as on a slow network."""

    def __init__(self, catches: list[Catch], outside: Stream, framing: Framing) -> None:
        self.cut = asyncio.Event()
        self._catches = catches
        self._outside = outside
        self._framing = framing
        self._lost: set[What] = set()

    async def serve(self, unix_path: str) -> None:
        from_client, to_client = self._outside
        try:
            from_server, to_server = await asyncio.open_unix_connection(unix_path)
        except OSError:
            await _close(to_client)
            return
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._commands(from_client, to_server))
                ways.create_task(self._replies(from_server, to_client))
                ways.create_task(self._until_cut())
        except* (CutOff, OSError):
            pass
        finally:
            await _close(to_client)
            await _close(to_server)

    async def _until_cut(self) -> None:
        await self.cut.wait()
        raise CutOff

    async def _commands(
        self, from_client: asyncio.StreamReader, to_server: asyncio.StreamWriter
    ) -> None:
        async for command in _frames(from_client, self._framing.commands):
            if await self._passes(What.COMMAND, command, command):
                self._framing.asked(command)
                to_server.write(command)
        to_server.write_eof()

    async def _replies(
        self, from_server: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        async for frame in _frames(from_server, self._framing.replies):
            if self._framing.is_message(frame):
                passes = await self._passes(What.MESSAGE, frame, frame)
            else:
                passes = await self._passes(What.REPLY, self._framing.answered(frame), frame)
            if passes:
                to_client.write(frame)
        raise CutOff

    async def _passes(self, what: What, matched: bytes, frame: bytes) -> bool:
        """Whether a frame passes, sooner or later. Raises `CutOff`."""
        if what in self._lost:
            return False
        for catch in self._catches:
            if catch.takes(what, matched):
                passes = await catch.judge(frame)
                if not passes and what is not What.MESSAGE:
                    self._lost.add(what)
                return passes
        return True


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _frames(
    reader: asyncio.StreamReader, frames: Callable[[bytearray], list[bytes]]
) -> AsyncIterator[bytes]:
    """Everything until the other side goes, be it without a word."""
    buffer = bytearray()
    with suppress(ConnectionResetError):
        while chunk := await reader.read(65536):
            buffer += chunk
            for frame in frames(buffer):
                yield frame
