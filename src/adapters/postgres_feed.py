"""What PostgreSQL notifies of rooms, on one connection a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import structlog

from adapters.feed_probe import FeedProbe
from adapters.kept_connection import KeptConnection, happening
from adapters.postgres_errors import store_errors
from adapters.postgres_feed_room import FeedRoom
from adapters.postgres_link import PostgresLink
from adapters.postgres_notice import decode_notice, encode_probe
from application.background import background
from application.commit import Commit, Interrupted
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import Backoff, RoomFeed

log = structlog.stdlib.get_logger(__name__)

HEARTBEAT = 2.0
"""Seconds of silence after which the connection is asked for a sign of life, and within which
that has to come."""

CONNECTING = 2.0
"""Seconds for each attempt to connect at most: when the network is back, so is the feed soon."""

READ = "SELECT message FROM outbox WHERE revision = $1"
NOTIFY = "SELECT pg_notify($1, $2)"


@dataclass(eq=False, slots=True)
class _Entry:
    """One who comes to follow a room. `in_force` is set once nothing escapes it any more."""

    code: str
    following: Following = field(default_factory=Following)
    in_force: asyncio.Event = field(default_factory=asyncio.Event)


class PostgresFeed(RoomFeed):
    """Commits by LISTEN and NOTIFY. A lost connection is made again, after a pause that is
    spread by chance; every follower is then interrupted.

    All rooms are told of on one channel, and each node takes what it follows: a room costs the
    server no LISTEN. Whoever enters waits for one sign of life, together with all who enter
    meanwhile: what was committed before it was asked for is told before it comes.
    """

    def __init__(
        self,
        link: PostgresLink,
        backoff: Backoff,
        patience: float,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        """`patience` is how many seconds a subscription may take."""
        self._link = link
        self._kept = KeptConnection(self._listen, backoff)
        self._probe = FeedProbe(self._notify, patience)
        self._patience = patience
        self._heartbeat = heartbeat
        self._rooms: dict[str, FeedRoom] = {}
        self._entering: dict[_Entry, None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        self._start()
        entry = _Entry(code)
        self._entering[entry] = None
        self._wake.set()
        try:
            await self._in_force(entry)
            yield entry.following
        finally:
            self._leave(entry)

    async def probe(self) -> None:
        self._start()
        await self._probe.heard()

    async def close(self) -> None:
        """Follow nothing any more. Whoever still waits for a subscription hears so."""
        self._is_closed = True
        self._probe.close()
        for entry in self._entering:
            entry.in_force.set()
        for room in self._rooms.values():
            room.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _start(self) -> None:
        """See to it that there is a connection, sooner or later. Raises `StoreUnavailable`."""
        if self._is_closed:
            raise StoreUnavailable
        self._task = self._task or background(self._kept.run())

    async def _notify(self, word: str, due: float) -> None:
        await self._link.ask(due, NOTIFY, self._link.schema, encode_probe(word).decode())

    async def _in_force(self, entry: _Entry) -> None:
        await happening(entry.in_force, self._patience)
        if self._is_closed:
            raise StoreUnavailable

    def _enter(self, entry: _Entry) -> None:
        room = self._rooms.get(entry.code)
        if room is None:
            room = self._rooms[entry.code] = FeedRoom(self._read)
        room.followers.add(entry.following)
        del self._entering[entry]
        entry.in_force.set()

    def _leave(self, entry: _Entry) -> None:
        self._entering.pop(entry, None)
        room = self._rooms.get(entry.code)
        if room is not None:
            room.followers.discard(entry.following)
            if not room.followers:
                room.stop()
                del self._rooms[entry.code]

    async def _listen(self) -> None:
        with store_errors():
            async with asyncio.timeout(min(self._patience, CONNECTING)):
                connection = await self._link.connect()
            try:
                connection.add_termination_listener(lambda _: self._wake.set())
                async with asyncio.timeout(self._heartbeat):
                    await connection.add_listener(self._link.schema, self._heard)
                self._probe.listens()
                for room in self._rooms.values():
                    room.interrupt()
                while True:
                    await self._serve(connection)
            finally:
                self._probe.lost()
                connection.terminate()

    async def _serve(self, connection: asyncpg.Connection) -> None:
        """One sign of life, for all who want to enter; then a rest until it is time again."""
        entering = tuple(self._entering)
        self._wake.clear()
        async with asyncio.timeout(self._heartbeat):
            await connection.execute("SELECT 1")
        self._kept.has_answered()
        for entry in entering:
            if entry in self._entering:
                self._enter(entry)
        try:
            async with asyncio.timeout(self._heartbeat):
                await self._wake.wait()
        except TimeoutError:
            return

    def _heard(self, _: object, pid: int, channel: str, payload: object) -> None:
        try:
            notice = decode_notice(str(payload))
        except ValueError as error:
            log.warning("foreign message on the feed", reason=str(error)[:200])
            for room in self._rooms.values():
                room.interrupt()
        else:
            if notice.probe is not None:
                self._probe.take(notice.probe)
            elif notice.code in self._rooms:
                self._rooms[notice.code].take(notice)

    async def _read(self, revision: str) -> bytes:
        """What the outbox holds. Raises `StoreUnavailable`, also where it holds it no more."""
        due = asyncio.get_running_loop().time() + self._patience
        for row in (await self._link.ask(due, READ, revision)).rows:
            return str(row["message"]).encode()
        raise StoreUnavailable
