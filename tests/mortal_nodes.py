"""Nodes whose deaths are noticed soon, and people on them."""

import asyncio

from tests.crowd import Door, told
from tests.players import Player
from tests.shared_stores import SharedStore, look_into

LEASE = 3.0
NOTICED = LEASE * 1.2
"""Seconds after which a death is noticed at most: a lease, and the time between two looks."""
SLACK = 5.0
"""Seconds that a busy machine may add."""
QUICK = {"LEASE_SECONDS": "3", "LEASE_REFRESH_SECONDS": "1", "HOST_GRACE_SECONDS": "1"}


async def people(door: Door, on: tuple[int, ...]) -> list[Player]:
    """Members of a new room, the host first, each to connect to the node of this number."""
    host = await door.create(max_users=len(on))
    host = Player(door.url(on[0]), host.code, host.token)
    return [host, *[await door.join(host.code, node) for node in on[1:]]]


async def unbroken_contact() -> None:
    """Returns when a node has had contact for so long that it may declare deaths."""
    await asyncio.sleep(LEASE + 1)


async def all_gone(player: Player, lost: list[Player]) -> None:
    """The player hears of exactly these that they are away, in time."""
    async with asyncio.timeout(NOTICED + SLACK):
        gone = [(await player.until("user:disconnected"))["user"]["id"] for _ in lost]
    assert sorted(gone) == sorted(one.id for one in lost)
    assert len(told(player, "user:disconnected")) == len(lost)


async def away_in(store: SharedStore, players: list[Player]) -> list[bool]:
    async with look_into(store) as look:
        members = [(await look.rooms.get(one.code)).member(one.id) for one in players]
    return [not member.is_connected for member in members]
