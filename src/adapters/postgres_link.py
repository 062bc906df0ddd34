"""The connections to PostgreSQL, with every wait and every retry bounded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg

from adapters.postgres_errors import GONE, is_away, is_lost, store_errors
from adapters.postgres_schema import named, prepare
from adapters.postgres_sweep import keep_swept
from adapters.store_clock import StoreClock
from application.background import background
from application.errors import StoreUnavailable
from application.ports import Backoff

SCHEMA = "greenroom"
"""Where the tables are, unless somebody says otherwise."""

IDLE = 60.0
"""Seconds after which an unused connection is given up: the network may have forgotten it."""


@dataclass(frozen=True, slots=True)
class PostgresPatience:
    """How long PostgreSQL is waited for, in seconds; how often a statement is sent again; how
    many connections there may be, beside the one that listens; seconds between two sweeps."""

    connect: float = 10.0
    command: float = 5.0
    retries: int = 3
    connections: int = 16
    sweep: float = 5.0


class Answer(NamedTuple):
    """What came back; `is_repeated` when PostgreSQL may have carried it out before as well."""

    rows: list[asyncpg.Record]
    is_repeated: bool


class PostgresLink:
    """Asks one statement at a time a connection, each a transaction of its own.

    A connection whose answer did not come in time is given up, and so is one that was lost; the
    statement is sent again then, so that it has to recognise its own repetition. Does no I/O
    when it is made. What is due to go is swept away from the first question on, until `close`.
    """

    def __init__(
        self,
        url: str,
        backoff: Backoff,
        patience: PostgresPatience,
        schema: str = SCHEMA,
    ) -> None:
        """`url` is as libpq reads it, `postgresql://`. Everything is kept in tables of `schema`.
        Raises `ValueError` for a schema that is none."""
        self._url = url
        self._backoff = backoff
        self._patience = patience
        self.schema = named(schema)
        self._slots = asyncio.Semaphore(patience.connections)
        self._idle: list[tuple[float, asyncpg.Connection]] = []
        self._preparing = asyncio.Lock()
        self._is_prepared = False
        self._is_closed = False
        self._sweeping: asyncio.Task[None] | None = None

    async def ask(self, due: float, statement: str, *arguments: Any) -> Answer:
        """What is answered until `due`, a time of the event loop. Raises `StoreUnavailable`, and
        `Late` where the statement says so."""
        if due <= asyncio.get_running_loop().time():
            raise StoreUnavailable
        with store_errors():
            async with asyncio.timeout_at(due):
                return await self._ask(statement, arguments)

    async def know_the_time(self, clock: StoreClock, due: float) -> None:
        """See to it that the clock has heard of the server a short while ago, until `due`."""
        if not clock.is_fresh:
            answer = await self.ask(due, "SELECT clock_timestamp() AS now")
            clock.observe_moment(answer.rows[0]["now"])

    @property
    def most_connections(self) -> int:
        """How many connections a node may have, the one that listens included."""
        return self._patience.connections + 1

    async def is_direct(self, due: float) -> bool:
        """Whether nobody stands between us and the server: a pooler gives its own numbers to
        the processes that it pretends to have."""
        with store_errors():
            async with asyncio.timeout_at(due), self._connection() as connection:
                asked = await connection.fetchval("SELECT pg_backend_pid()")
                return bool(asked == connection.get_server_pid())

    async def connect(self) -> asyncpg.Connection:
        """A connection of the caller's own, which closes it."""
        if self._is_closed:
            raise StoreUnavailable
        return await asyncpg.connect(
            self._url,
            timeout=self._patience.connect,
            server_settings={
                "application_name": "greenroom",
                "search_path": self.schema,
                "statement_timeout": f"{self._patience.command * 1000:.0f}",
                "idle_in_transaction_session_timeout": f"{self._patience.command * 1000:.0f}",
                "default_transaction_isolation": "read committed",
                "jit": "off",
            },
        )

    async def close(self) -> None:
        """Ask nothing any more."""
        self._is_closed = True
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
        while self._idle:
            self._idle.pop()[1].terminate()

    async def _ask(self, statement: str, arguments: tuple[Any, ...]) -> Answer:
        is_repeated, attempt = False, 0
        while True:
            try:
                async with self._connection() as connection:
                    try:
                        return Answer(await connection.fetch(statement, *arguments), is_repeated)
                    except Exception as error:
                        is_repeated = is_repeated or is_lost(error)
                        raise
            except Exception as error:
                is_gone = isinstance(error, GONE)
                self._is_prepared = self._is_prepared and not is_gone
                if not (is_gone or is_away(error)) or attempt >= self._patience.retries:
                    raise
            await asyncio.sleep(self._backoff.pause(attempt))
            attempt += 1

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._slots:
            connection = self._rested() or await self.connect()
            is_sound = False
            try:
                await self._prepare(connection)
                yield connection
                is_sound = True
            except asyncpg.PostgresError as error:
                is_sound = not is_away(error)
                raise
            finally:
                if is_sound and not connection.is_closed() and not self._is_closed:
                    self._idle.append((asyncio.get_running_loop().time(), connection))
                else:
                    connection.terminate()

    def _rested(self) -> asyncpg.Connection | None:
        """The connection that was in use last; those that nobody needed for long are closed."""
        too_old = asyncio.get_running_loop().time() - IDLE
        while self._idle and (self._idle[0][0] < too_old or self._idle[0][1].is_closed()):
            self._idle.pop(0)[1].terminate()
        while self._idle:
            _, connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return None

    async def _prepare(self, connection: asyncpg.Connection) -> None:
        if self._is_prepared:
            return
        async with self._preparing:
            if not self._is_prepared:
                await prepare(connection, self.schema)
                self._is_prepared = True
                self._sweeping = self._sweeping or background(
                    keep_swept(self.ask, self._patience.sweep, self._patience.command)
                )
