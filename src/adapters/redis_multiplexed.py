"""A client of Redis that has one connection for many commands at once."""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import ConnectionPool
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import TimeoutError as ConnectingTookTooLong

from adapters.redis_shared_connection import SharedConnection, Word


class MultiplexedRedis(Redis):
    """redis-py's client, with another way to ask beside its own, which lends each command a
    connection of its pool. What is asked by `ask` shares a connection: commands of one turn of the
    event loop cost one write and one read.

    The pool makes that connection too, so that addresses, TLS, logging in and the choice of a
    database are redis-py's. One that stays silent is left to those who wait on it, for as long as
    they do, and the next commands go on another: four times a second at most.
    """

    def __init__(self, connection_pool: ConnectionPool) -> None:
        """It is the only client of this pool, whose `retry` says how often a command is sent again
        after a lost connection, and after what pauses."""
        super().__init__(connection_pool=connection_pool)
        self.auto_close_connection_pool = True
        self._shared: SharedConnection | None = None
        self._open: set[SharedConnection] = set()
        self._is_closed = False

    async def ask(self, command: Sequence[Word], due: float) -> Any:
        """The reply to a command, by `due`, a time of the event loop. Raises `TimeoutError`, and
        what redis-py raises. Where a connection was lost it is sent again, and `sending` told.

        The command does not block, does not touch the state of its connection, and has a short
        reply: nobody is to wait behind it.
        """
        if due <= asyncio.get_running_loop().time():
            raise TimeoutError
        reply = self._connection().ask(command, due)
        try:
            return await reply
        except (ConnectionLost, ConnectingTookTooLong):
            return await self._ask_again(reply, command, due)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Close all connections, for good. Who waits for a reply is told that they were lost."""
        self._is_closed = True
        await asyncio.gather(*(one.close() for one in self._open))
        await super().aclose(close_connection_pool)

    async def _ask_again(
        self, failed: asyncio.Future[Any], command: Sequence[Word], due: float
    ) -> Any:
        made = [failed]

        async def attempt() -> Any:
            return await (made.pop() if made else self._connection().ask(command, due))

        retry = self.connection_pool.connection_kwargs["retry"]
        async with asyncio.timeout_at(due):
            return await retry.call_with_retry(attempt, _has_seen_to_itself)

    def _connection(self) -> SharedConnection:
        if self._is_closed:
            raise ConnectionLost("the client is closed")
        shared = self._shared
        if shared is None or shared.is_over or shared.is_silent:
            shared = self._shared = self._another(shared)
        return shared

    def _another(self, last: SharedConnection | None) -> SharedConnection:
        connection = self.connection_pool.make_connection()  # type: ignore[no-untyped-call]
        another = SharedConnection(connection)
        self._open = {one for one in self._open if not one.is_over} | {another}
        if last is not None:
            last.retire()
        return another


async def _has_seen_to_itself(_: Exception) -> None:
    """Nothing is to be done for a connection that was lost."""
