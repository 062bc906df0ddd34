"""A node that was only frozen, or cut off with everybody else: nobody is lost who is there."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest
from redis.asyncio import Redis

from tests.crowd import Door, inside, told
from tests.mortal_nodes import (
    LEASE,
    NOTICED,
    QUICK,
    SLACK,
    all_gone,
    away_in,
    people,
    unbroken_contact,
)
from tests.nodes import Node, two_nodes
from tests.players import Player
from tests.servers import ValkeyServer
from tests.shared_stores import SharedStore

PATIENT = QUICK | {"PING_INTERVAL_MS": "60000", "PING_TIMEOUT_MS": "60000"}
"""Clients that wait for their node however long it says nothing."""


@pytest.fixture(scope="module")
def nodes(store: SharedStore) -> Iterator[tuple[Node, Node]]:
    with two_nodes(store.url, PATIENT) as nodes:
        yield nodes


@pytest.fixture
def frozen(nodes: tuple[Node, Node]) -> Iterator[Node]:
    """The second node, which a test freezes; it goes on afterwards."""
    yield nodes[1]
    os.kill(nodes[1].pid, signal.SIGCONT)


async def test_the_sockets_of_a_node_that_was_frozen_and_declared_dead_are_reclaimed(
    door: Door, frozen: Node, store: SharedStore
) -> None:
    await unbroken_contact()
    host, guest = await people(door, on=(0, 1))
    async with inside(host, guest):
        os.kill(frozen.pid, signal.SIGSTOP)
        await all_gone(host, [guest])
        os.kill(frozen.pid, signal.SIGCONT)
        async with asyncio.timeout(NOTICED + SLACK):
            back = (await host.until("user:connected"))["user"]
            while back["id"] != guest.id or await away_in(store, [guest]) != [False]:
                await asyncio.sleep(0.1)
        assert guest.is_connected
        assert (await guest.call("room:leave"))["ok"]


async def test_one_who_has_come_back_elsewhere_meanwhile_is_replaced(
    door: Door, frozen: Node, nodes: tuple[Node, Node]
) -> None:
    await unbroken_contact()
    host, guest = await people(door, on=(0, 1))
    async with inside(host, guest):
        os.kill(frozen.pid, signal.SIGSTOP)
        await all_gone(host, [guest])
        again = Player(nodes[0].url, guest.code, guest.token)
        async with inside(again):
            os.kill(frozen.pid, signal.SIGCONT)
            async with asyncio.timeout(NOTICED + SLACK):
                await guest.until("disconnect")
            assert told(guest, "error:room")[-1]["code"] == "SESSION_REPLACED"
            assert again.is_connected
            assert (await again.call("room:leave"))["ok"]


async def test_an_outage_of_the_store_kills_nobody(
    door: Door, nodes: tuple[Node, Node], store: SharedStore
) -> None:
    await unbroken_contact()
    host, guest = await people(door, on=(0, 1))
    async with inside(host, guest):
        store.stop()
        await asyncio.sleep(2 * LEASE)
        store.cont()
        await asyncio.sleep(2 * NOTICED)
        for player in (host, guest):
            assert told(player, "user:disconnected", "room:host_updated", "error:room") == []
            assert player.is_connected
        assert await away_in(store, [host, guest]) == [False, False]
        assert (await host.call("room:toggle_lock"))["ok"]


@pytest.mark.parametrize("store", ["valkey"], indirect=True, scope="module")
async def test_every_key_about_nodes_has_a_deadline(door: Door, store: ValkeyServer) -> None:
    async with inside(*await people(door, on=(0, 1))), Redis.from_url(store.url) as redis:
        keys = await redis.keys("node*")
        assert len(keys) >= 3
        for key in keys:
            assert await redis.pexpiretime(key) > 0, key
