"""A node that is told to stop (SIGTERM) empties itself: not at once, but in time."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from redis.asyncio import Redis
from socketio import AsyncClient

from greenroom_client.link import NAMESPACE, TRANSPORTS
from tests.hearing import PATIENCE
from tests.nodes import Node, on_store, running_node
from tests.parties import Party, a_party
from tests.servers import ValkeyServer
from tests.wires import WebSocketWire, a_websocket

TIMEOUT = 10.0
"""Seconds that a node here may take to stop, by its SHUTDOWN_TIMEOUT_MS."""
SLACK = 3.0
"""Seconds that a busy machine may add."""
CROWD = 150
"""Sockets that should take a second and a half to close."""

LEFT_OPEN = "ignore:Exception ignored in. <function Connection.__del__"
"""The stock client for Python sometimes forgets the connection of a poll that was cut off."""


@pytest.fixture
async def node(spare_valkey: ValkeyServer) -> AsyncIterator[Node]:
    told = {"SHUTDOWN_TIMEOUT_MS": str(int(TIMEOUT * 1000)), "ROOM_MAX_USERS": str(CROWD)}
    async with running_node(on_store(spare_valkey.url) | told) as node:
        yield node
        assert node.complaints() == []


@asynccontextmanager
async def a_crowd(node: Node) -> AsyncIterator[list[WebSocketWire]]:
    """People in one room, by hand, in the order in which they came."""
    async with Party([node.url]) as party, AsyncExitStack() as stack:
        guests = [await party.invite(f"Guest {number}") for number in range(CROWD)]
        wires = []
        for guest in guests:
            wires.append(await stack.enter_async_context(a_websocket(node.url)))
            await wires[-1].enter(guest.token)
        yield wires


async def users_in(server: ValkeyServer) -> list[dict[str, object]]:
    """Everybody in the store."""
    async with Redis.from_url(server.url) as redis:
        keys = [key async for key in redis.scan_iter("user:*")]
        return [json.loads(value) for value in await redis.mget(keys)]


async def ended(node: Node) -> int:
    """The exit status of a node that is told to stop, and does it in time."""
    async with asyncio.timeout(TIMEOUT + SLACK):
        return await asyncio.to_thread(node.stop)


def at_their_turn(wires: list[WebSocketWire]) -> list[asyncio.Task[float]]:
    """When each one's connection is closed, by the event loop's time."""

    async def closed(wire: WebSocketWire) -> float:
        await wire.link.wait_closed()
        return asyncio.get_running_loop().time()

    return [asyncio.create_task(closed(wire)) for wire in wires]


async def test_sockets_are_closed_in_turn_and_all_are_away_when_the_process_ends(
    node: Node, spare_valkey: ValkeyServer
) -> None:
    async with a_crowd(node) as wires:
        turns = at_their_turn(wires)
        ending = asyncio.create_task(ended(node))
        first = await turns[0]
        command = wires[-1].ask("room:kick", {"kickUserId": "nobody"})
        assert (await command)["error"]["code"] == "NOT_HOST"
        assert not turns[-1].done()
        times = await asyncio.gather(*turns)
        assert await ending == 0
    assert max(times) - first > 1.0
    assert sorted(times)[CROWD // 2] - first > 0.3
    users = await users_in(spare_valkey)
    assert len(users) == CROWD
    assert not any(user["isConnected"] or user["socketId"] for user in users)


async def test_a_node_that_stops_is_not_ready_and_takes_no_connection(
    node: Node, spare_valkey: ValkeyServer
) -> None:
    """A silent store keeps it from ending, for as long as it is looked at here."""
    async with (
        a_party([node.url], "Ada"),
        httpx.AsyncClient(base_url=node.url, trust_env=False) as balancer,
        httpx.AsyncClient(base_url=node.url, trust_env=False) as polling,
    ):
        assert (await balancer.get("/health/ready")).status_code == 200
        assert (await polling.get("/health/live")).status_code == 200
        spare_valkey.stop()
        try:
            ending = asyncio.create_task(ended(node))
            await _until_it_listens_no_longer(node)
            answer = await balancer.get("/health/ready")
            assert (answer.status_code, answer.json()["status"]) == (503, "draining")
            assert answer.headers["connection"] == "close"
            handshake = await polling.get("/socket.io/?EIO=4&transport=polling")
            assert handshake.status_code == 503
            assert handshake.headers["connection"] == "close"
            with pytest.raises(httpx.ConnectError):
                await balancer.get("/health/live")
            assert await ending == 0
        finally:
            spare_valkey.cont()


async def _until_it_listens_no_longer(node: Node) -> None:
    port = int(node.url.rpartition(":")[2])
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.01)


async def test_a_request_under_way_is_finished(node: Node) -> None:
    port = int(node.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "POST /rooms HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    writer.write(f'{head}Content-Length: 22\r\n\r\n{{"displayName"'.encode())
    ending = asyncio.create_task(ended(node))
    await _until_it_listens_no_longer(node)
    await asyncio.sleep(2)  # more than the moment that closing takes
    writer.write(b': "Ada"}')
    answer = await asyncio.wait_for(reader.read(), TIMEOUT)
    assert answer.startswith(b"HTTP/1.1 201 ")
    assert await ending == 0
    writer.close()


@pytest.mark.filterwarnings(LEFT_OPEN)
@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
async def test_a_stock_client_comes_back_by_itself(
    node: Node, spare_valkey: ValkeyServer, transport: str
) -> None:
    async with Party([node.url]) as party:
        token = (await party.invite("Ada")).token
        async with coming_back(node, token, transport) as states:
            assert await ended(node) == 0
            assert [user["isConnected"] for user in await users_in(spare_valkey)] == [False]
            await asyncio.to_thread(node.start)
            state = await asyncio.wait_for(states.get(), PATIENCE)
    assert [user["isConnected"] for user in state["users"]] == [True]


@asynccontextmanager
async def coming_back(
    node: Node, token: str, transport: str
) -> AsyncIterator["asyncio.Queue[dict[str, list[dict[str, object]]]]"]:
    """A client that connects again as it does in a page, and the states that it gets after the
    first one."""
    states: asyncio.Queue[dict[str, list[dict[str, object]]]] = asyncio.Queue()
    client = AsyncClient(reconnection_delay=0.5, handle_sigint=False)
    client.on("room:state", states.put_nowait, namespace=NAMESPACE)
    await client.connect(
        node.url,
        namespaces=[NAMESPACE],
        auth={"token": token},
        transports=TRANSPORTS[transport],
    )
    try:
        await asyncio.wait_for(states.get(), PATIENCE)
        yield states
    finally:
        await client.shutdown()
        gc.collect()  # what it has left open is told here, and not in another test
