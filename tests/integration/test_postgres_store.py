"""The PostgreSQL store keeps the contract, on a real server."""

from collections.abc import AsyncIterator

import pytest

from application.contract import StoreContract, StoreUnderTest
from tests.postgres_server import PostgresServer
from tests.postgres_store import postgres_under_test


class TestPostgresStore(StoreContract):
    @pytest.fixture
    async def stores(self, postgres: PostgresServer) -> AsyncIterator[StoreUnderTest]:
        async with postgres_under_test(postgres.url) as stores:
            yield stores
