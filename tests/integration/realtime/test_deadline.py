"""Rooms that outlive their deadline while people are in them (DESIGN: a socket ends)."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.system_clock import SystemClock
from domain.moment import from_iso
from tests.nodes import Node, node_process, on_store
from tests.parties import a_party
from tests.servers import ValkeyServer

WITHIN = timedelta(seconds=2)
"""After the deadline, in which everybody has heard of it."""

SLACK = timedelta(seconds=1)
"""By which a busy machine may be late."""


@pytest.fixture(scope="module", params=["memory", "valkey"])
def brief(request: pytest.FixtureRequest, nodes_store: ValkeyServer) -> Iterator[Node]:
    """A node whose rooms last for three seconds."""
    store = on_store(nodes_store.url) if request.param == "valkey" else {}
    with node_process(store | {"ROOM_TTL_SECONDS": "3"}) as node:
        yield node
        assert node.complaints() == []


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_those_who_are_in_a_room_that_expires_are_sent_away(
    brief: Node, transport: str
) -> None:
    async with a_party([brief.url], "Ada", "Ben", transport=transport) as (party, (ada, ben)):
        for player in (ada, ben):
            await player.until("disconnect")
            assert player.heard[-1] == ("disconnect", "server disconnect")
            assert player.names.count("room:closed") <= 1
            assert await party.status_of_rejoining(player) in (401, 404)


async def test_they_are_told_once_that_the_room_has_expired(brief: Node) -> None:
    async with a_party([brief.url], "Ada") as (_, (ada,)):
        await ada.until("disconnect")
        reasons = [rest[0]["reason"] for name, *rest in ada.heard if name == "room:closed"]
        assert reasons == ["EXPIRED"]


async def test_in_many_rooms_everybody_is_told_before_the_deadline_and_soon_after_it(
    brief: Node,
) -> None:
    await asyncio.gather(*(_expires_as_told(brief) for _ in range(15)))


async def _expires_as_told(node: Node) -> None:
    """Half of the rooms' three seconds before, as they are short, and two after at most."""
    clock = SystemClock()
    async with a_party([node.url], "Ada") as (_, (ada,)):
        deadline = from_iso((await ada.until("room:expiring"))["expiresAt"])
        assert deadline - timedelta(seconds=1.5) <= clock.now() < deadline
        assert await ada.until("room:closed") == {"reason": "EXPIRED"}
        assert deadline <= clock.now() < deadline + WITHIN + SLACK
        assert ada.names.count("room:expiring") == 1
