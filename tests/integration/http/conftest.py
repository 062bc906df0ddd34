"""One server for the tests of a module that are only about requests and answers."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tests.http_server import World, client_of


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a world in which nothing is out of the ordinary."""
    async with client_of(World()) as client:
        yield client
