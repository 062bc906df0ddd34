"""Two nodes on one server: one behind a gate, one that gets at it without."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from structlog.testing import CapturingLogger

from tests.gate import Gate
from tests.redis_rooms import Node, node_at
from tests.servers import ValkeyServer


@pytest.fixture
async def gate(valkey: ValkeyServer, redis_url: str) -> AsyncIterator[Gate]:
    async with Gate(valkey.unix_path) as gate:
        yield gate


@pytest.fixture
async def here(gate: Gate) -> AsyncIterator[Node]:
    """The node behind the gate."""
    async with node_at(gate.url) as node:
        yield node


@pytest.fixture
async def there(redis_url: str) -> AsyncIterator[Node]:
    async with node_at(redis_url) as node:
        yield node


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A look at the server itself."""
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """What is logged of the connection to Redis."""
    logger = CapturingLogger()
    monkeypatch.setattr("adapters.redis_link.log", logger)
    return logger
