"""Every store of leases keeps the contract."""

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.contract import LeasesContract, LeasesUnderTest
from tests.leased import in_memory, in_postgres, in_redis
from tests.servers import address_of, real_servers


class TestLeases(LeasesContract):
    @pytest.fixture(params=["memory", "fakeredis", "postgres", *real_servers()])
    async def leased(self, request: pytest.FixtureRequest) -> AsyncIterator[LeasesUnderTest]:
        if request.param == "memory":
            yield in_memory()
        elif request.param == "fakeredis":
            server = FakeServer()
            async with in_redis(lambda: FakeAsyncRedis(server=server)) as leased:
                yield leased
        elif request.param == "postgres":
            async with in_postgres(request.getfixturevalue("postgres").url) as leased:
                yield leased
        else:
            url = address_of(request.param, request)
            async with in_redis(lambda: redis_link(url, RedisPatience())) as leased:
                yield leased
