"""The Redis store keeps the contract: on a real server, and on fakeredis as an extra."""

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.contract import StoreContract, StoreUnderTest
from tests.redis_store import redis_under_test


class TestRedisStoreOnARealServer(StoreContract):
    @pytest.fixture
    async def stores(self, server_url: str) -> AsyncIterator[StoreUnderTest]:
        first, second = (redis_link(server_url, RedisPatience()) for _ in range(2))
        async with redis_under_test(first, second) as stores:
            yield stores


class TestRedisStoreOnFakeredis(StoreContract):
    @pytest.fixture
    async def stores(self) -> AsyncIterator[StoreUnderTest]:
        server = FakeServer()
        first, second = (FakeAsyncRedis(server=server) for _ in range(2))
        async with redis_under_test(first, second, heartbeat=0.1) as stores:
            yield stores
