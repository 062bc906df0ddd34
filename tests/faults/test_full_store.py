"""A store without memory left: one that refuses to write, and one that deletes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from redis import OutOfMemoryError
from redis.asyncio import Redis

from tests.hearing import PATIENCE
from tests.nodes import Node, on_store, running_node
from tests.parties import Party, a_party
from tests.players import Player
from tests.servers import ValkeyServer

BLOCK = b"x" * 100_000
MOST = 2000
"""Blocks that may be needed to fill a store; a tenth of it are."""
BOUND = 5.0
"""Seconds within which everything is answered: the default of REDIS_COMMAND_TIMEOUT."""


def small_server(policy: str) -> Iterator[ValkeyServer]:
    with ValkeyServer(("--maxmemory", "16mb", "--maxmemory-policy", policy)) as server:
        yield server


@pytest.fixture
def refusing() -> Iterator[ValkeyServer]:
    yield from small_server("noeviction")


@pytest.fixture
def deleting() -> Iterator[ValkeyServer]:
    yield from small_server("allkeys-random")


@asynccontextmanager
async def a_node(server: ValkeyServer) -> AsyncIterator[Node]:
    async with running_node(on_store(server.url)) as node:
        yield node
        assert node.complaints() == []


async def fill(redis: Redis) -> None:
    """Write until nothing more is accepted, and see to it that this lasts: buffers of the
    server count as well, and come and go."""
    for number in range(MOST):
        try:
            await redis.set(f"filler:{number}", BLOCK)
        except OutOfMemoryError:
            await redis.config_set("maxmemory", "8mb")
            return
    raise AssertionError("the store does not fill")


async def free(redis: Redis) -> None:
    await redis.delete(*[key async for key in redis.scan_iter("filler:*", count=1000)])


async def rejoin(http: httpx.AsyncClient, player: Player) -> httpx.Response:
    bearer = {"authorization": f"Bearer {player.token}"}
    return await http.post(f"/rooms/{player.code}/rejoin", headers=bearer)


async def test_a_full_store_refuses_changes_clearly_and_goes_on_when_it_has_room(
    refusing: ValkeyServer,
) -> None:
    async with (
        Redis.from_url(refusing.url) as redis,
        a_node(refusing) as node,
        a_party([node.url], "Ada", "Ben") as (party, (ada, ben)),
        httpx.AsyncClient(base_url=node.url, trust_env=False, timeout=BOUND) as http,
    ):
        await fill(redis)
        for path in ("/rooms", f"/rooms/{party.code}/join"):
            refused = await http.post(path, json={"displayName": "Cleo"})
            assert (refused.status_code, refused.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
            assert "full" in refused.json()["detail"]
            assert int(refused.headers["retry-after"]) > 0
        async with asyncio.timeout(BOUND):
            answer = await ada.call("room:toggle_lock")
        assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"
        assert "full" in answer["error"]["message"]

        assert (await http.get(f"/rooms/{party.code}")).json()["isLocked"] is False
        assert (await rejoin(http, ben)).status_code == 200
        assert (await http.get("/health/ready")).status_code == 200

        await ben.close()  # which can't be written down yet
        await asyncio.sleep(0.5)
        await free(redis)
        gone = await ada.until("user:disconnected")
        assert gone["user"]["id"] == ben.id
        assert await ada.call("room:toggle_lock") == {"ok": True}
        assert await ada.call("room:toggle_lock") == {"ok": True}
        again = party.known(ben.token)
        assert len((await again.enter())["users"]) == 2
        assert json.loads(await redis.get(f"user:{ben.id}") or "{}")["isConnected"] is True


async def test_a_room_of_which_a_part_was_deleted_is_lost_as_a_whole(
    deleting: ValkeyServer,
) -> None:
    async with (
        Redis.from_url(deleting.url) as redis,
        a_node(deleting) as node,
        Party([node.url]) as party,
    ):
        players = [await party.invite(name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve")]
        await players[0].enter()
        whole = {f"room:{party.code}", f"room:{party.code}:users"}
        whole |= {f"user:{player.id}" for player in players}
        for number in range(MOST):
            if await redis.exists(*whole) < len(whole):
                break
            await redis.set(f"filler:{number}", BLOCK)
        assert 0 < await redis.exists(*whole) < len(whole)
        answer = await players[0].call("room:toggle_lock")
        assert answer["error"]["code"] == "ROOM_NOT_FOUND"
        async with httpx.AsyncClient(base_url=node.url, trust_env=False, timeout=PATIENCE) as http:
            assert (await http.get(f"/rooms/{party.code}")).status_code == 404
            assert (await rejoin(http, players[1])).status_code == 404
            joining = await http.post(f"/rooms/{party.code}/join", json={"displayName": "Fay"})
            assert joining.status_code == 404


async def test_the_start_names_a_policy_that_deletes_rooms(deleting: ValkeyServer) -> None:
    async with a_node(deleting) as node, asyncio.timeout(PATIENCE):
        while "maxmemory-policy is allkeys-random" not in node.log():
            await asyncio.sleep(0.05)
