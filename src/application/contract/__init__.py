"""What a store's ports promise, in a form that runs against any store.

A team with a store of its own runs it with pytest (pytest-asyncio, `asyncio_mode = "auto"`):

    class TestOurStore(StoreContract):
        @pytest.fixture
        async def stores(self) -> AsyncIterator[StoreUnderTest]:
            async with our_store() as first, our_store() as second:
                yield StoreUnderTest(
                    first=Node(first, first),
                    second=Node(second, second),
                    clock=our_clock,
                    footprint=all_we_hold_of,
                )

`DirectoryContract`, `LeasesContract` and `RateLimitsContract` are the same for stores that serve
these ports too; their fixtures are called `listed`, `leased` and `limited`.

Nothing here needs pytest; any runner will do that gives every test its store.
"""

from application.contract.leasing import LeasesContract, LeasesUnderTest
from application.contract.limiting import RateLimitsContract, RateLimitsUnderTest
from application.contract.listing import DirectoriesUnderTest, DirectoryContract
from application.contract.store_under_test import Footprint, Node, StoreUnderTest
from application.contract.suite import StoreContract

__all__ = [
    "DirectoriesUnderTest",
    "DirectoryContract",
    "Footprint",
    "LeasesContract",
    "LeasesUnderTest",
    "Node",
    "RateLimitsContract",
    "RateLimitsUnderTest",
    "StoreContract",
    "StoreUnderTest",
]
