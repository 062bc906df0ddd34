"""Requests that are sent again with their `Idempotency-Key`."""

import asyncio

import httpx
import pytest

from tests.http_server import World, client_of, problem_in

ADA, BEN = {"displayName": "Ada"}, {"displayName": "Ben"}
KEY = {"idempotency-key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
BARE = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def members(world: World, *answers: httpx.Response) -> set[tuple[str, str]]:
    """Who was let in, by their tokens."""
    assert {answer.status_code for answer in answers} <= {200, 201}
    return {tuple(world.tokens.verify(answer.json()["token"])) for answer in answers}


async def test_a_repeated_join_lets_in_the_same_member() -> None:
    world = World()
    async with client_of(world) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        answers = [
            await client.post(f"/rooms/{code}/join", json=BEN, headers=key) for key in (KEY, BARE)
        ]
    assert len(members(world, *answers)) == 1
    room = await world.store.get(code)
    assert (len(room.members), room.version) == (2, 2)


async def test_joins_with_one_key_at_once_let_in_one_member() -> None:
    world = World()
    async with client_of(world) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        asking = (client.post(f"/rooms/{code}/join", json=BEN, headers=KEY) for _ in range(10))
        answers = await asyncio.gather(*asking)
    assert len(members(world, *answers)) == 1
    room = await world.store.get(code)
    assert (len(room.members), room.version) == (2, 2)


async def test_a_repeated_create_gives_the_same_room_at_the_same_place() -> None:
    world = World()
    async with client_of(world) as client:
        answers = [await client.post("/rooms", json=ADA, headers=key) for key in (KEY, BARE)]
        other = await client.get("/rooms/AAAAAB")
    assert len(members(world, *answers)) == 1
    assert {answer.headers["location"] for answer in answers} == {"/rooms/AAAAAA"}
    assert other.status_code == 404


async def test_one_key_may_create_and_join_without_mixing_the_two_up() -> None:
    world = World()
    async with client_of(world) as client:
        made = await client.post("/rooms", json=ADA, headers=KEY)
        joined = await client.post("/rooms/AAAAAA/join", json=BEN, headers=KEY)
    assert len(members(world, made, joined)) == 2


async def test_a_key_that_asked_for_something_else_is_refused() -> None:
    async with client_of(World()) as client:
        await client.post("/rooms", json=ADA, headers=KEY)
        await client.post("/rooms/AAAAAA/join", json=BEN, headers=KEY)
        answers = [
            await client.post("/rooms", json=BEN, headers=KEY),
            await client.post("/rooms", json=ADA | {"maxUsers": 3}, headers=KEY),
            await client.post("/rooms/AAAAAA/join", json=ADA, headers=KEY),
        ]
    for answer in answers:
        assert answer.status_code == 422
        assert problem_in(answer)["code"] == "IDEMPOTENCY_KEY_REUSED"


@pytest.mark.parametrize("path", ["/rooms", "/rooms/AAAAAA/join"])
@pytest.mark.parametrize(
    "values", [["short"], ["8e03978e 40d5 43dd bc93"], ["k" * 129], ["k" * 20, "k" * 20]]
)
async def test_a_key_that_is_none_is_refused_by_name(path: str, values: list[str]) -> None:
    async with client_of(World()) as client:
        await client.post("/rooms", json=ADA)
        headers = [("idempotency-key", value) for value in values]
        answer = await client.post(path, json=BEN, headers=headers)
    assert answer.status_code == 400
    problem = problem_in(answer)
    assert (problem["code"], problem["field"]) == ("INVALID_INPUT", "Idempotency-Key")
