"""The store in a Redis Cluster keeps every contract, on three real servers."""

from collections.abc import AsyncIterator

import pytest

from application.contract import (
    DirectoriesUnderTest,
    DirectoryContract,
    LeasesContract,
    LeasesUnderTest,
    RateLimitsContract,
    RateLimitsUnderTest,
    StoreContract,
    StoreUnderTest,
)
from tests.cluster_store import cluster_under_test, leased_in, limited_in, listed_in
from tests.valkey_cluster import ValkeyCluster


class TestStoreInACluster(StoreContract):
    @pytest.fixture
    async def stores(self, cluster: ValkeyCluster) -> AsyncIterator[StoreUnderTest]:
        async with cluster_under_test(cluster) as stores:
            yield stores


class TestDirectoryInACluster(DirectoryContract):
    @pytest.fixture
    async def listed(self, cluster: ValkeyCluster) -> AsyncIterator[DirectoriesUnderTest]:
        async with listed_in(cluster) as listed:
            yield listed


class TestLeasesInACluster(LeasesContract):
    @pytest.fixture
    async def leased(self, cluster: ValkeyCluster) -> AsyncIterator[LeasesUnderTest]:
        async with leased_in(cluster) as leased:
            yield leased


class TestRateLimitsInACluster(RateLimitsContract):
    @pytest.fixture
    async def limited(self, cluster: ValkeyCluster) -> AsyncIterator[RateLimitsUnderTest]:
        async with limited_in(cluster) as limited:
            yield limited
