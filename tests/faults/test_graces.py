"""Graces on two real nodes: who stays away, and for how long."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.crowd import Door, inside, told
from tests.nodes import Node, two_nodes
from tests.players import Player
from tests.shared_stores import SharedStore, look_into

GRACES = {
    "HOST_GRACE_SECONDS": "1",
    "PRESENCE_GRACE_SECONDS": "1",
    "MEMBER_GRACE_SECONDS": "3",
    "ROOM_EMPTY_TTL_SECONDS": "5",
}
SLACK = 5.0
"""Seconds that a busy machine may add."""


@pytest.fixture(scope="module")
def nodes(store: SharedStore) -> Iterator[tuple[Node, Node]]:
    with two_nodes(store.url, GRACES) as nodes:
        yield nodes


async def test_a_host_that_stays_away_is_followed_by_one_on_another_node(door: Door) -> None:
    host, guest = await host_and_guest(door)
    async with inside(host, guest):
        await host.close()
        async with asyncio.timeout(1 + SLACK):
            assert await guest.until("room:host_updated") == {"hostId": guest.id}
        assert (await guest.call("room:toggle_lock"))["ok"]


async def test_a_host_that_is_back_in_time_stays_the_host_and_was_not_missed(door: Door) -> None:
    host, guest = await host_and_guest(door)
    async with inside(host, guest):
        await host.close()
        again = Player(guest.url, host.code, host.token)
        async with inside(again):
            await asyncio.sleep(2)
            assert told(guest, "room:host_updated", "user:disconnected") == []
            assert (await again.call("room:toggle_lock"))["ok"]


async def test_a_member_that_stays_away_is_missed_and_then_leaves(door: Door) -> None:
    host, guest = await host_and_guest(door, max_users=2)
    async with inside(host, guest):
        assert (await door.ask_to_join(host.code, 0)).json()["code"] == "ROOM_FULL"
        await guest.close()
        async with asyncio.timeout(1 + SLACK):
            gone = (await host.until("user:disconnected"))["user"]
        assert (gone["id"], gone["isConnected"]) == (guest.id, False)
        async with asyncio.timeout(3 + SLACK):
            assert await host.until("user:left") == {"reason": "TIMEOUT", "userId": guest.id}
        assert (await door.rejoin(host.code, guest.token)).status_code == 404
        assert (await door.ask_to_join(host.code, 1)).status_code == 200


async def test_a_room_that_everybody_has_left_alone_is_forgotten(
    door: Door, store: SharedStore
) -> None:
    never_entered = await door.create()
    host = await door.create()
    async with inside(host):
        pass
    async with look_into(store) as look:
        for code in (never_entered.code, host.code):
            async with asyncio.timeout(5 + look.lag + SLACK):
                while await look.footprint(code):
                    await asyncio.sleep(0.1)


async def host_and_guest(door: Door, max_users: int = 8) -> tuple[Player, Player]:
    """Two members, one to connect to each node."""
    host = await door.create(max_users=max_users)
    return host, await door.join(host.code, 1)
