"""Stock clients of Python that come back by themselves. For JavaScript's, see its own tests."""

import asyncio
from contextlib import suppress

import aiohttp
import pytest
from socketio import AsyncClient

from greenroom_client.link import NAMESPACE
from tests.nodes import Node, on_store, running_node
from tests.parties import Party
from tests.servers import ValkeyServer


async def _is_back_after(node: Node, token: str, ending: str) -> bool:
    """Whether a client gets the state a second time when its node has ended and started."""
    states: asyncio.Queue[object] = asyncio.Queue()
    async with aiohttp.ClientSession() as session:
        client = AsyncClient(handle_sigint=False, http_session=session, reconnection_delay=0.2)
        client.on("room:state", states.put_nowait, namespace=NAMESPACE)
        auth, over = {"token": token}, ["websocket"]
        await client.connect(node.url, namespaces=[NAMESPACE], auth=auth, transports=over)
        await asyncio.wait_for(states.get(), 10)
        await asyncio.to_thread(getattr(node, ending))
        await asyncio.to_thread(node.start)
        with suppress(TimeoutError):
            await asyncio.wait_for(states.get(), 10)
            await client.disconnect()
            return True
        await client.shutdown()
    return False


@pytest.mark.parametrize("ending", ["kill", "stop"])
async def test_a_stock_client_comes_back_when_its_node_does(
    nodes_store: ValkeyServer, ending: str
) -> None:
    async with running_node(on_store(nodes_store.url)) as node, Party([node.url]) as party:
        token = (await party.invite("Ada")).token
        assert await _is_back_after(node, token, ending)
