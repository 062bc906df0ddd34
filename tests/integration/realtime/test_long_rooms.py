"""A room that outlives the tokens with which people entered it (docs/protocol.md, "Tokens")."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.forgeries import changed, claims_in
from tests.nodes import Node, node_process, on_store
from tests.parties import Party
from tests.players import Player
from tests.servers import ValkeyServer

BRIEF = 3
"""Seconds that a token lives."""


@pytest.fixture(scope="module", params=["memory", "valkey"])
def brief(request: pytest.FixtureRequest, nodes_store: ValkeyServer) -> Iterator[Node]:
    """A node whose tokens live for a few seconds, and its rooms as long after a change."""
    store = on_store(nodes_store.url) if request.param == "valkey" else {}
    with node_process(store | {"ROOM_TTL_SECONDS": str(BRIEF)}) as node:
        yield node
        assert node.complaints() == []


async def test_one_who_adopts_the_new_tokens_comes_back_when_the_first_has_expired(
    brief: Node,
) -> None:
    await asyncio.gather(*(_stay_and_come_back(brief, over) for over in ("websocket", "polling")))


async def _stay_and_come_back(brief: Node, transport: str) -> None:
    async with Party([brief.url], transport) as party:
        ada = await party.invite("Ada")
        await ada.enter()
        await _outlive(party, ada)
        at = await ada.hearing(lambda heard: heard[0] == "user:token", len(ada.heard))
        with_the_old, with_the_new = party.known(ada.token), party.known(ada.heard[at][1]["token"])
        await with_the_old.connect({"token": ada.token})
        assert (await with_the_old.until("connect_error"))["data"] == {"code": "UNAUTHORIZED"}
        assert with_the_new.id == ada.id
        assert await party.status_of_rejoining(with_the_new) == 200
        assert (await with_the_new.enter())["users"][0]["isConnected"]


async def test_one_who_comes_with_a_token_past_its_half_gets_a_new_one_after_the_state(
    node: Node,
) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        issued, expires = (int(str(claims_in(ada.token)[name])) for name in ("iat", "exp"))
        late = party.known(changed(iat=issued - 60, exp=issued + 50)(ada.token))
        await late.enter()
        fresh = (await late.until("user:token"))["token"]
        assert late.names == ["room:state", "user:token"]
        assert claims_in(fresh)["exp"] >= expires


async def _outlive(party: Party, player: Player) -> None:
    """Keep the room alive until the token with which this player entered is refused."""
    async with asyncio.timeout(BRIEF + 10):
        while await party.status_of_rejoining(player) != 401:
            assert (await player.call("room:toggle_lock"))["ok"]
            await asyncio.sleep(0.2)
