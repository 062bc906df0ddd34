"""Someone opens rooms as fast as it goes."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from redis.asyncio import Redis

from tests.crowd import statuses
from tests.nodes import Node, running_node, two_nodes
from tests.servers import ValkeyServer

ROOMS = 10
FLOOD = 300


@pytest.fixture
def nodes(spare_valkey: ValkeyServer) -> Iterator[tuple[Node, Node]]:
    with two_nodes(spare_valkey.url, {"CREATE_THROTTLE_LIMIT": str(ROOMS)}) as nodes:
        yield nodes


async def flood(*urls: str, headers: dict[str, str] | None = None) -> list[httpx.Response]:
    """So many requests for a room, in turn to each of the nodes, and what became of them."""
    async with httpx.AsyncClient(timeout=30, headers=headers) as client:
        asking = (
            client.post(f"{urls[turn % len(urls)]}/rooms", json={"displayName": f"Bot {turn}"})
            for turn in range(FLOOD)
        )
        return await asyncio.gather(*asking)


async def test_a_flood_on_two_nodes_opens_as_many_rooms_as_an_address_may(
    nodes: tuple[Node, Node], spare_valkey: ValkeyServer
) -> None:
    answers = await flood(nodes[0].url, nodes[1].url)
    assert statuses(answers) == {201: ROOMS, 429: FLOOD - ROOMS}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.json()["code"] for answer in refused} == {"RATE_LIMITED"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 600 for answer in refused)
    async with Redis.from_url(spare_valkey.url) as redis:
        keys = [key async for key in redis.scan_iter(count=1000)]
        of_rooms = [key for key in keys if not key.startswith(b"node")]
        assert len(of_rooms) == 3 * ROOMS + 1  # a room, its users and its host; and the budget
        assert await redis.zcard("rate:create:127.0.0.1") == ROOMS
        assert all([await redis.ttl(key) > 0 for key in keys])


async def test_a_flood_that_goes_on_leaves_no_more_behind(
    nodes: tuple[Node, Node], spare_valkey: ValkeyServer
) -> None:
    await flood(nodes[0].url, nodes[1].url)
    async with Redis.from_url(spare_valkey.url) as redis:
        before = await redis.dbsize()
        assert statuses(await flood(nodes[0].url, nodes[1].url)) == {429: FLOOD}
        assert await redis.dbsize() == before


async def test_others_open_rooms_during_a_flood() -> None:
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "CREATE_THROTTLE_LIMIT": str(ROOMS)}
    async with running_node(settings) as node:
        flooding = asyncio.create_task(flood(node.url, headers={"x-forwarded-for": "192.0.2.66"}))
        async with httpx.AsyncClient(base_url=node.url) as client:
            for _ in range(ROOMS):
                forwarded = {"x-forwarded-for": "192.0.2.1"}
                answer = await client.post("/rooms", json={"displayName": "Ada"}, headers=forwarded)
                assert answer.status_code == 201
        assert statuses(await flooding) == {201: ROOMS, 429: FLOOD - ROOMS}
