"""Every directory keeps the contract."""

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.contract import DirectoriesUnderTest, DirectoryContract
from tests.listed import in_memory, in_postgres, in_redis
from tests.servers import address_of, real_servers


class TestDirectories(DirectoryContract):
    @pytest.fixture(params=["memory", "fakeredis", "postgres", *real_servers()])
    async def listed(self, request: pytest.FixtureRequest) -> AsyncIterator[DirectoriesUnderTest]:
        if request.param == "memory":
            yield in_memory()
        elif request.param == "fakeredis":
            server = FakeServer()
            async with in_redis(lambda: FakeAsyncRedis(server=server)) as listed:
                yield listed
        elif request.param == "postgres":
            async with in_postgres(request.getfixturevalue("postgres").url) as listed:
                yield listed
        else:
            url = address_of(request.param, request)
            async with in_redis(lambda: redis_link(url, RedisPatience())) as listed:
                yield listed
