"""A client that got a 503 asks again with its `Idempotency-Key`: everything has happened once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from redis.asyncio import Redis

from entrypoints.http.idempotency import HEADER
from tests.catches import COMMIT, What
from tests.gate import Gate
from tests.nodes import Node, node_process, on_store, running_node
from tests.servers import ValkeyServer

KEY = {HEADER: '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
OTHER = {HEADER: '"4ae07e4c-7c7e-4b1e-a8c5-6f1c0f0f6a11"'}
IMPATIENT = {"REDIS_COMMAND_TIMEOUT": "500"}
LOST = [What.COMMAND, What.REPLY]


@pytest.fixture
async def gate(spare_valkey: ValkeyServer) -> AsyncIterator[Gate]:
    async with Gate(spare_valkey.unix_path) as gate:
        yield gate


@pytest.fixture
async def here(gate: Gate) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a node behind the gate."""
    async with (
        running_node(on_store(gate.url) | IMPATIENT) as node,
        httpx.AsyncClient(base_url=node.url) as client,
    ):
        yield client


@pytest.fixture
def other_node(spare_valkey: ValkeyServer) -> Iterator[Node]:
    with node_process(on_store(spare_valkey.url)) as node:
        yield node


@pytest.fixture
async def there(other_node: Node) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a node that is on the store itself."""
    async with httpx.AsyncClient(base_url=other_node.url) as client:
        yield client


@pytest.fixture
async def redis(spare_valkey: ValkeyServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(spare_valkey.url) as redis:
        yield redis


async def create(client: httpx.AsyncClient, key: dict[str, str]) -> httpx.Response:
    return await client.post("/rooms", json={"displayName": "Ada"}, headers=key)


async def join(client: httpx.AsyncClient, code: str, key: dict[str, str]) -> httpx.Response:
    return await client.post(f"/rooms/{code}/join", json={"displayName": "Ben"}, headers=key)


async def joined(redis: Redis, code: str) -> tuple[int, int]:
    """How many members the room has, and how many changes it has been through."""
    room = json.loads(await redis.get(f"room:{code}") or "{}")
    return await redis.scard(f"room:{code}:users"), room["version"]


async def rejoins(client: httpx.AsyncClient, answer: httpx.Response) -> bool:
    """Whether the token in this answer is a member's."""
    bearer = {"authorization": f"Bearer {answer.json()['token']}"}
    path = f"/rooms/{answer.json()['roomCode']}/rejoin"
    return (await client.post(path, headers=bearer)).status_code == 200


@pytest.mark.parametrize("lost", LOST)
async def test_a_join_whose_answer_was_lost_makes_one_member(
    gate: Gate, here: httpx.AsyncClient, there: httpx.AsyncClient, redis: Redis, lost: What
) -> None:
    code = (await create(there, OTHER)).json()["roomCode"]
    catch = gate.drop(lost, COMMIT)
    unknown = await join(here, code, KEY)
    assert (unknown.status_code, unknown.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert len(catch.caught) == 1
    assert await joined(redis, code) == ((2, 2) if lost is What.REPLY else (1, 1))
    again, elsewhere = await join(here, code, KEY), await join(there, code, KEY)
    assert (again.status_code, elsewhere.status_code) == (200, 200)
    assert await joined(redis, code) == (2, 2)
    assert await rejoins(there, again)
    assert await rejoins(here, elsewhere)


@pytest.mark.parametrize("lost", LOST)
async def test_a_room_whose_answer_was_lost_is_opened_once(
    gate: Gate, here: httpx.AsyncClient, there: httpx.AsyncClient, redis: Redis, lost: What
) -> None:
    catch = gate.drop(lost, COMMIT)
    unknown = await create(here, KEY)
    assert (unknown.status_code, unknown.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert len(catch.caught) == 1
    again, elsewhere = await create(here, KEY), await create(there, KEY)
    assert (again.status_code, elsewhere.status_code) == (201, 201)
    assert again.json()["roomCode"] == elsewhere.json()["roomCode"]
    rooms = [key async for key in redis.scan_iter("room:*:users")]
    assert rooms == [f"room:{again.json()['roomCode']}:users".encode()]
    assert await redis.scard(rooms[0]) == 1
    assert await rejoins(there, again)
    assert await rejoins(here, elsewhere)


async def test_a_join_repeated_while_the_first_is_on_its_way_makes_one_member(
    gate: Gate, here: httpx.AsyncClient, there: httpx.AsyncClient, redis: Redis
) -> None:
    code = (await create(there, OTHER)).json()["roomCode"]
    catch = gate.hold(What.COMMAND, COMMIT)
    first = asyncio.create_task(join(here, code, KEY))
    await catch.happened()
    second = await join(there, code, KEY)
    catch.release()
    assert {(await first).status_code, second.status_code} <= {200, 503}
    assert second.status_code == 200
    assert (await join(here, code, KEY)).status_code == 200
    assert await joined(redis, code) == (2, 2)


async def test_thirty_repetitions_at_once_on_two_nodes_make_one_room_and_one_member(
    here: httpx.AsyncClient, there: httpx.AsyncClient, redis: Redis
) -> None:
    nodes = [here, there] * 15
    made = await asyncio.gather(*(create(node, OTHER) for node in nodes))
    (code,) = {answer.json()["roomCode"] for answer in made}
    answers = await asyncio.gather(*(join(node, code, KEY) for node in nodes))
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert 200 in {answer.status_code for answer in answers}
    assert await joined(redis, code) == (2, 2)
