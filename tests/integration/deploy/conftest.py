"""Nodes behind nginx, and people at addresses of their own."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.nginx_server import Nginx
from tests.nodes import Node, two_nodes
from tests.servers import ValkeyServer

LIMIT = 10
"""Requests of an address to a route in a minute."""

Asker = Callable[[str], httpx.AsyncClient]


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyServer]:
    """For the tests of one file, which may freeze it."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="module")
def nodes(store: ValkeyServer) -> Iterator[tuple[Node, Node]]:
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "THROTTLE_LIMIT": str(LIMIT)}
    with two_nodes(store.url, settings) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def nginx(nodes: tuple[Node, Node]) -> Iterator[Nginx]:
    with Nginx([node.url for node in nodes]) as nginx:
        yield nginx


@pytest.fixture
async def asking_from(nginx: Nginx) -> AsyncIterator[Asker]:
    """Someone at this address of this machine, who asks nginx."""
    async with AsyncExitStack() as stack:

        def asking(address: str) -> httpx.AsyncClient:
            transport = httpx.AsyncHTTPTransport(local_address=address)
            http = httpx.AsyncClient(base_url=nginx.url, transport=transport, timeout=30)
            stack.push_async_callback(http.aclose)
            return http

        yield asking
