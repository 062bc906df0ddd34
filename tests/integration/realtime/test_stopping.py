"""Nodes that end: one that is told to says goodbye, one that is killed can't."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.nodes import Node, on_store, running_node
from tests.parties import Party, a_party
from tests.servers import ValkeyServer
from tests.wires import a_wire

TIMEOUT = 6.0
"""Seconds that a node here may take to stop, by its SHUTDOWN_TIMEOUT_MS."""
SLACK = 3.0
"""Seconds that a busy machine may add."""


@pytest.fixture
async def ending(nodes_store: ValkeyServer) -> AsyncIterator[Node]:
    """A node that a test may end, beside those that stay."""
    settings = on_store(nodes_store.url) | {"SHUTDOWN_TIMEOUT_MS": str(int(TIMEOUT * 1000))}
    async with running_node(settings) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def redis(nodes_store: ValkeyServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(nodes_store.url) as redis:
        yield redis


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_node_that_is_told_to_stop_marks_all_its_members_as_away(
    ending: Node, valkey_nodes: tuple[Node, Node], redis: Redis, transport: str
) -> None:
    staying = valkey_nodes[0]
    async with Party([ending.url], transport) as party, Party([staying.url]) as other:
        leaving = [await party.welcome(name) for name in ("Ada", "Ben", "Cleo")]
        other.code = party.code
        dan = await other.invite("Dan")
        await dan.enter()
        assert await _ended(ending) == 0
        for player in leaving:
            await dan.until("user:disconnected")
            stored = json.loads(await redis.get(f"user:{player.id}") or "{}")
            assert (stored["isConnected"], stored["socketId"]) == (False, None)
        assert "user:left" not in dan.names
        for player in leaving:
            await player.until("disconnect")
            assert "room:closed" not in player.names
        assert (await other.room()).host_id == leaving[0].id


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_node_that_stops_closes_the_transport_alone(ending: Node, transport: str) -> None:
    """A stock client stays away when the server disconnects the namespace."""
    async with Party([ending.url]) as party, a_wire(ending.url, transport) as wire:
        await wire.enter((await party.invite("Ada")).token)
        rest = asyncio.create_task(wire.rest())
        assert await _ended(ending) == 0
        assert await rest == []


async def test_those_whose_node_stopped_come_back_through_another(
    ending: Node, valkey_nodes: tuple[Node, Node]
) -> None:
    async with Party([ending.url]) as party, Party([valkey_nodes[0].url]) as other:
        ada, ben = await party.welcome("Ada"), await party.welcome("Ben")
        assert await _ended(ending) == 0
        other.code = party.code
        for player in (ada, ben):
            users = (await other.known(player.token).enter())["users"]
        assert [user["isConnected"] for user in users] == [True, True]


async def test_those_whose_node_was_killed_come_back_through_another(
    ending: Node, valkey_nodes: tuple[Node, Node]
) -> None:
    async with Party([ending.url]) as party, Party([valkey_nodes[0].url]) as other:
        ada, ben = await party.welcome("Ada"), await party.welcome("Ben")
        ending.kill()
        other.code = party.code
        again = [other.known(player.token) for player in (ada, ben)]
        for player in again:
            await player.enter()
        assert await again[0].call("room:toggle_lock") == {"ok": True}
        assert await again[1].until("room:lock_toggled") == {"isLocked": True}


async def test_a_node_stops_in_time_whatever_hangs_on_it() -> None:
    settings = {"SHUTDOWN_TIMEOUT_MS": str(int(TIMEOUT * 1000))}
    async with running_node(settings) as node:
        async with (
            a_party([node.url], "Ada", "Ben", transport="polling"),
            a_wire(node.url, "polling") as silent,
            a_wire(node.url, "websocket"),
        ):
            poll = asyncio.create_task(silent.rest())
            await asyncio.sleep(0.2)
            assert await _ended(node) == 0
            assert await poll == []
        assert node.complaints() == []


async def test_a_node_stops_in_time_while_the_store_is_silent(spare_valkey: ValkeyServer) -> None:
    settings = on_store(spare_valkey.url) | {"SHUTDOWN_TIMEOUT_MS": str(int(TIMEOUT * 1000))}
    async with running_node(settings) as node, a_party([node.url], "Ada") as (_, (ada,)):
        spare_valkey.stop()
        try:
            assert await _ended(node) == 0
            await ada.until("disconnect")
        finally:
            spare_valkey.cont()


async def _ended(node: Node) -> int:
    """The exit status of a node that is told to stop, and does it in time."""
    async with asyncio.timeout(TIMEOUT + SLACK):
        return await asyncio.to_thread(node.stop)
