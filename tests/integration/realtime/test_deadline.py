"""Rooms that outlive their deadline while people are in them (DESIGN: a socket ends)."""

from collections.abc import Iterator

import pytest

from tests.nodes import Node, node_process, on_store
from tests.parties import a_party
from tests.servers import ValkeyServer


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
