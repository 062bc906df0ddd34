"""The channels to which this process listens, on one connection to Redis."""

import asyncio
import secrets
from typing import Any

import structlog
from redis.asyncio import Redis

from adapters.commit_codec import decode_commits
from adapters.feed_probe import FeedProbe
from adapters.kept_connection import KeptConnection
from adapters.redis_feed_channel import FeedChannel
from adapters.redis_feed_wire import FeedWire
from adapters.redis_keys import RedisKeys
from adapters.redis_link import answer, store_errors
from application.background import background
from application.deadline import due_within
from application.errors import StoreUnavailable
from application.ports import Backoff

log = structlog.stdlib.get_logger(__name__)

CONNECTING = 2.0
"""Seconds for each attempt to connect at most: when the network is back, so is the feed soon."""


class RedisSubscriptions:
    """A lost connection is made again, after a pause that is spread by chance; every follower is
    then interrupted.

    It hears itself on a channel of its own, on the same connection, from the first probe on.
    """

    SUBSCRIBE, UNSUBSCRIBE = b"SUBSCRIBE", b"UNSUBSCRIBE"

    def __init__(
        self, redis: Redis, keys: RedisKeys, backoff: Backoff, patience: float, heartbeat: float
    ) -> None:
        """`patience` is how many seconds a subscription may take; after `heartbeat` seconds of
        silence the connection is asked for a sign of life."""
        self._redis = redis
        self._keys = keys
        self._kept = KeptConnection(self._listen, backoff)
        self._patience = patience
        self._heartbeat = heartbeat
        self._channels: dict[bytes, FeedChannel] = {}
        self._own = b""
        self._probe = FeedProbe(self._publish, patience)
        self._is_probed = False
        self._wire: FeedWire | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    async def probe(self) -> None:
        """Returns when it has heard what it sent itself now. Raises `StoreUnavailable`."""
        self._start()
        if not self._is_probed:
            self._is_probed = True
            self._hear_ourselves()
        await self._probe.heard()

    async def close(self) -> None:
        """Follow nothing any more. Whoever still waits for a subscription hears so."""
        self._is_closed = True
        self._probe.close()
        for channel in self._channels.values():
            channel.in_force.set()
        while self._task is not None and not self._task.done():
            self._task.cancel()  # again, in case it gets lost in the library
            await asyncio.wait([self._task], timeout=0.1)

    def _start(self) -> None:
        """See to it that there is a connection, sooner or later. Raises `StoreUnavailable`."""
        if self._is_closed:
            raise StoreUnavailable
        self._task = self._task or background(self._kept.run())

    async def _publish(self, word: str, due: float) -> None:
        await answer(self._redis.publish(self._own, word), due)

    def _hear_ourselves(self) -> None:
        if self._is_probed and self._wire is not None:
            self._own = self._own or self._own_channel()
            if self._own:
                self._wire.ask(self.SUBSCRIBE, self._own)

    def _own_channel(self) -> bytes:
        return self._keys.probe(secrets.token_urlsafe(16)).encode()

    def _ask(self, command: bytes, name: bytes) -> None:
        """Send a command of a channel; without a connection, what is followed when there is
        one is what counts."""
        if self._wire is not None:
            self._channels[name].asked()
            self._wire.ask(command, name)
        elif command == self.UNSUBSCRIBE:
            del self._channels[name]

    async def _listen(self) -> None:
        with store_errors():
            connection = self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
            try:
                await answer(connection.connect(), due_within(min(self._patience, CONNECTING)))
                self._wire = FeedWire(connection, self._heartbeat, self._take)
                for name in self._channels:
                    self._ask(self.SUBSCRIBE, name)
                self._hear_ourselves()
                await self._wire.serve()
            finally:
                self._wire = None
                self._lost()
                await connection.disconnect(nowait=True)

    def _lost(self) -> None:
        self._probe.lost()
        for name, channel in tuple(self._channels.items()):
            channel.lost()
            if channel.is_done:
                del self._channels[name]

    def _take(self, reply: Any) -> None:
        self._kept.has_answered()
        match reply:
            case [b"message" | b"smessage", self._own, word]:
                self._probe.take(word.decode(errors="replace"))
            case [b"subscribe" | b"ssubscribe", self._own, _]:
                self._probe.listens()
            case [b"message" | b"smessage", name, message]:
                self._deliver(name, message)
            case [verb, name, _] if verb.endswith(b"subscribe") and name in self._channels:
                self._confirmed(name)

    def _confirmed(self, name: bytes) -> None:
        channel = self._channels[name]
        channel.confirmed()
        if channel.is_done:
            del self._channels[name]

    def _deliver(self, name: bytes, message: bytes) -> None:
        channel = self._channels.get(name)
        if channel is None or not channel.in_force.is_set():
            return  # the last of a subscription that is over
        try:
            channel.put(decode_commits(message))
        except ValueError:
            log.warning("foreign message on the feed", channel=name.decode(errors="replace"))
            channel.interrupt()
