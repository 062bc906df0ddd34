"""A node is killed in the middle of a game (SIGKILL): whoever was on it is away, and no more."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.crowd import Door, inside, told
from tests.mortal_nodes import (
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
from tests.shared_stores import SharedStore, look_into


@pytest.fixture
def nodes(store: SharedStore) -> Iterator[tuple[Node, Node]]:
    """The second one is going to be killed."""
    with two_nodes(store.url, QUICK) as nodes:
        yield nodes


async def test_the_members_on_a_killed_node_are_away_and_may_come_back(
    door: Door, nodes: tuple[Node, Node], store: SharedStore
) -> None:
    await unbroken_contact()
    host, stays, *lost = await people(door, on=(0, 0, 1, 1, 1))
    async with inside(host, stays, *lost):
        nodes[1].kill()
        for player in (host, stays):
            await all_gone(player, lost)
            assert told(player, "user:left", "room:host_updated", "room:closed") == []
        assert await away_in(store, lost) == [True] * 3
        assert await away_in(store, [host, stays]) == [False] * 2
        back = [Player(nodes[0].url, player.code, player.token) for player in lost]
        async with inside(*back) as states:
            assert all(user["isConnected"] for user in states[-1]["users"])
            assert (await host.call("room:toggle_lock"))["ok"]


async def test_no_room_of_a_killed_node_is_deleted_though_nobody_else_was_there(
    door: Door, nodes: tuple[Node, Node], store: SharedStore
) -> None:
    await unbroken_contact()
    rooms = [await people(door, on=(1, 1)) for _ in range(5)]
    everybody = [player for room in rooms for player in room]
    async with inside(*everybody):
        nodes[1].kill()
        async with asyncio.timeout(NOTICED + SLACK):
            while not all(await away_in(store, everybody)):
                await asyncio.sleep(0.1)
        for host, _ in rooms:
            assert (await door.look(host.code)).status_code == 200
        async with look_into(store) as look:
            async with asyncio.timeout(NOTICED + SLACK):  # nothing is left of the dead node
                while await look.indexed():
                    await asyncio.sleep(0.1)


async def test_a_host_whose_node_was_killed_is_followed(
    door: Door, nodes: tuple[Node, Node]
) -> None:
    await unbroken_contact()
    host, guest = await people(door, on=(1, 0))
    async with inside(host, guest):
        nodes[1].kill()
        async with asyncio.timeout(NOTICED + 1 + SLACK):
            assert await guest.until("room:host_updated") == {"hostId": guest.id}
        assert (await guest.call("room:toggle_lock"))["ok"]


async def test_a_host_whose_disconnection_a_killed_node_saw_is_followed(
    door: Door, nodes: tuple[Node, Node]
) -> None:
    host, guest = await people(door, on=(1, 0))
    async with inside(host, guest):
        await host.close()
        await guest.until("user:disconnected")
        nodes[1].kill()
        async with asyncio.timeout(1 + SLACK):
            assert await guest.until("room:host_updated") == {"hostId": guest.id}
