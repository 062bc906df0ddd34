"""Two nodes on one schema: one behind a gate, one that gets at it without."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from structlog.testing import CapturingLogger

from tests.framing import Postgres
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import Node, fresh_schema, look_at, node_at, node_behind


@pytest.fixture
def schema() -> str:
    return fresh_schema()


@pytest.fixture
async def gate(postgres: PostgresServer) -> AsyncIterator[Gate]:
    async with Gate(postgres.unix_path, Postgres) as gate:
        yield gate


@pytest.fixture
async def here(gate: Gate, schema: str) -> AsyncIterator[Node]:
    """The node behind the gate."""
    async with node_behind(gate, schema) as node:
        yield node


@pytest.fixture
async def there(postgres: PostgresServer, schema: str) -> AsyncIterator[Node]:
    async with node_at(postgres.url, schema) as node:
        yield node


@pytest.fixture
async def tables(postgres: PostgresServer, schema: str) -> AsyncIterator[asyncpg.Connection]:
    """A look at the tables themselves."""
    async with look_at(postgres.url, schema) as connection:
        yield connection


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What is logged of the connections to PostgreSQL."""
    logger = CapturingLogger()
    monkeypatch.setattr("adapters.postgres_errors.log", logger)
    return logger
