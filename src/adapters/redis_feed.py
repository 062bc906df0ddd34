"""What Redis publishes of rooms, on one connection a process.

The library's own PubSub subscribes again by itself after a lost connection and says nothing:
what was published meanwhile would be missing without a trace.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from adapters.redis_feed_codec import decode_commits
from adapters.redis_keys import RedisKeys
from adapters.redis_link import store_errors
from application.background import background
from application.commit import Commit, Interrupted
from application.deadline import answer_due
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import Backoff, RoomFeed

log = structlog.stdlib.get_logger(__name__)

HEARTBEAT = 2.0
"""Seconds of silence after which the connection is asked for a sign of life; a second such
silence ends it."""


Outbox = asyncio.Queue[tuple[bytes, ...]]
"""Commands on their way to Redis."""


class _Channel:
    """Who follows a channel, and whether Redis knows that we do.

    Confirmations come in the order of the commands, so that the subscription is in force when
    none is outstanding.
    """

    def __init__(self) -> None:
        self.followers: set[Following] = set()
        self.in_force = asyncio.Event()
        self._outstanding = 0
        self._was_lost = False

    @property
    def is_done(self) -> bool:
        return not self.followers and self._outstanding == 0

    def asked(self) -> None:
        self._outstanding += 1
        self.in_force.clear()

    def confirmed(self) -> None:
        self._outstanding -= 1
        if self._outstanding == 0 and self.followers:
            self.in_force.set()
            if self._was_lost:
                self._was_lost = False
                self.interrupt()

    def lost(self) -> None:
        self._was_lost = self._was_lost or self.in_force.is_set()
        self._outstanding = 0
        self.in_force.clear()

    def interrupt(self) -> None:
        for following in self.followers:
            following.interrupt()


class RedisFeed(RoomFeed):
    """Commits by publish and subscribe. A lost connection is made again, after a pause that
    is spread by chance; every follower is then interrupted."""

    def __init__(
        self,
        redis: Redis,
        keys: RedisKeys,
        backoff: Backoff,
        patience: float,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        """`patience` is how many seconds a subscription may take."""
        self._redis = redis
        self._keys = keys
        self._backoff = backoff
        self._patience = patience
        self._heartbeat = heartbeat
        self._channels: dict[bytes, _Channel] = {}
        self._outbox: Outbox | None = None
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        name, following = self._keys.feed(code).encode(), Following()
        self._task = self._task or background(self._run())
        channel = self._channels.setdefault(name, _Channel())
        if not channel.followers:
            self._ask(b"SUBSCRIBE", name)
        channel.followers.add(following)
        try:
            await self._in_force(channel)
            yield following
        finally:
            channel.followers.discard(following)
            if not channel.followers:
                self._ask(b"UNSUBSCRIBE", name)

    async def close(self) -> None:
        """Follow nothing any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _in_force(self, channel: _Channel) -> None:
        due = answer_due() or asyncio.get_running_loop().time() + self._patience
        try:
            async with asyncio.timeout_at(due):
                await channel.in_force.wait()
        except TimeoutError:
            raise StoreUnavailable from None

    def _ask(self, command: bytes, name: bytes) -> None:
        """Send a command of a channel; without a connection, what is followed when there is
        one is what counts."""
        if self._outbox is not None:
            self._channels[name].asked()
            self._outbox.put_nowait((command, name))
        elif not self._channels[name].followers and command == b"UNSUBSCRIBE":
            del self._channels[name]

    async def _run(self) -> None:
        failures = 0
        while True:
            connection = self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
            try:
                with store_errors():
                    await connection.connect()
                    failures = 0
                    await self._listen(connection)
            except StoreUnavailable:
                await asyncio.sleep(self._backoff.pause(failures))
                failures += 1
            finally:
                await connection.disconnect(nowait=True)

    async def _listen(self, connection: AbstractConnection) -> None:
        outbox: Outbox = asyncio.Queue()
        self._outbox = outbox
        for name in self._channels:
            self._ask(b"SUBSCRIBE", name)
        both = [
            asyncio.create_task(self._send(connection, outbox)),
            asyncio.create_task(self._read(connection, outbox)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._outbox = None
            self._lost()
            for task in both:
                task.cancel()
            ends = await asyncio.gather(*both, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _lost(self) -> None:
        for name, channel in tuple(self._channels.items()):
            channel.lost()
            if channel.is_done:
                del self._channels[name]

    async def _send(self, connection: AbstractConnection, outbox: Outbox) -> None:
        # Before Python 3.12, a cancellation may get lost in `asyncio.wait_for`, which
        # redis-py sends with: the outbox tells as well that it is over.
        while self._outbox is outbox:
            commands = [await outbox.get()]
            while not outbox.empty():
                commands.append(outbox.get_nowait())
            await connection.send_packed_command(connection.pack_commands(commands), False)

    async def _read(self, connection: AbstractConnection, outbox: Outbox) -> None:
        silent = False
        while self._outbox is outbox:
            reply = await connection.read_response(
                timeout=self._heartbeat, disconnect_on_error=False
            )
            if reply is not None:
                silent = False
                self._take(reply)
            elif silent:
                raise TimeoutError("no sign of life on the feed")
            else:
                silent = True
                outbox.put_nowait((b"PING",))

    def _take(self, reply: Any) -> None:
        match reply:
            case [b"message", name, message]:
                self._deliver(name, message)
            case [b"subscribe" | b"unsubscribe", name, _] if name in self._channels:
                channel = self._channels[name]
                channel.confirmed()
                if channel.is_done:
                    del self._channels[name]

    def _deliver(self, name: bytes, message: bytes) -> None:
        channel = self._channels.get(name)
        if channel is None or not channel.in_force.is_set():
            return  # the last of a subscription that is over
        try:
            commits = decode_commits(message)
        except (ValueError, KeyError):
            log.warning("foreign message on the feed", channel=name.decode(errors="replace"))
            channel.interrupt()
            return
        for following in channel.followers:
            for commit in commits:
                following.put(commit)
