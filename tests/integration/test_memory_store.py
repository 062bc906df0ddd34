"""The memory store keeps the contract."""

import pytest

from application.contract import StoreContract, StoreUnderTest
from tests.memory_store import under_test


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def stores(self) -> StoreUnderTest:
        return under_test()
