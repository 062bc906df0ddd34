"""Every store of rate limits keeps the contract."""

from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer

from adapters.redis_link import RedisPatience, redis_link
from application.contract import RateLimitsContract, RateLimitsUnderTest
from tests.limited import in_memory, in_postgres, in_redis
from tests.servers import address_of, real_servers


class TestRateLimits(RateLimitsContract):
    @pytest.fixture(params=["memory", "fakeredis", "postgres", *real_servers()])
    async def limited(self, request: pytest.FixtureRequest) -> AsyncIterator[RateLimitsUnderTest]:
        if request.param == "memory":
            yield in_memory()
        elif request.param == "fakeredis":
            server = FakeServer()
            async with in_redis(lambda: FakeAsyncRedis(server=server)) as limited:
                yield limited
        elif request.param == "postgres":
            async with in_postgres(request.getfixturevalue("postgres").url) as limited:
                yield limited
        else:
            url = address_of(request.param, request)
            async with in_redis(lambda: redis_link(url, RedisPatience())) as limited:
                yield limited
