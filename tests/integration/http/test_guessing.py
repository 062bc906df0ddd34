"""Rooms that are looked for and not there, and what that tells one who guesses."""

from datetime import timedelta

import httpx
import pytest

from adapters.memory_rate_limits import MemoryRateLimits
from application.ports import Budget
from entrypoints.http.app import HttpLimits
from entrypoints.http.throttle import Budgets
from tests.fakes import FakeClock
from tests.http_server import World, client_of, problem_in

ADA, BEN = {"displayName": "Ada"}, {"displayName": "Ben"}
MINUTE = timedelta(minutes=1)
BUDGETS = Budgets(misses=Budget(3, MINUTE, "misses"), requests=Budget(100, MINUTE))
HERE, NOT_HERE = "AAAAAA", "ZZZZZZ"


def a_world(clock: FakeClock | None = None) -> World:
    limits = HttpLimits(budgets=BUDGETS)
    return World(limits=limits, rate_limits=MemoryRateLimits(clock or FakeClock()))


async def create(client: httpx.AsyncClient) -> dict[str, str]:
    """A room, and the header with its host's token."""
    made = await client.post("/rooms", json=ADA)
    return {"authorization": f"Bearer {made.json()['token']}"}


async def look(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.get(f"/rooms/{code}")


async def join(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post(f"/rooms/{code}/join", json=BEN)


async def rejoin(client: httpx.AsyncClient, code: str, bearer: dict[str, str]) -> httpx.Response:
    return await client.post(f"/rooms/{code}/rejoin", headers=bearer)


async def test_after_its_misses_an_address_learns_nothing_more_of_any_code() -> None:
    async with client_of(a_world()) as client:
        bearer = await create(client)
        misses = [
            await look(client, NOT_HERE),
            await join(client, NOT_HERE),
            await rejoin(client, NOT_HERE, bearer),
        ]
        refused = [await ask(client, code) for ask in (look, join) for code in (HERE, NOT_HERE)]
    assert [answer.status_code for answer in misses] == [404, 404, 404]
    assert [answer.status_code for answer in refused] == [429] * 4
    assert {answer.content for answer in refused} == {refused[0].content}
    assert problem_in(refused[0])["code"] == "RATE_LIMITED"
    assert {answer.headers["retry-after"] for answer in refused} == {"60"}
    assert {answer.headers["ratelimit"] for answer in refused} == {'"misses";r=0;t=60'}


async def test_after_the_misses_members_come_back_and_guests_do_not_reach_other_rooms() -> None:
    async with client_of(a_world()) as client:
        bearer = await create(client)
        for _ in range(3):
            await look(client, NOT_HERE)
        assert (await rejoin(client, HERE, bearer)).status_code == 200
        assert (await rejoin(client, NOT_HERE, bearer)).status_code == 429


async def test_when_the_misses_are_over_the_address_is_answered_again() -> None:
    clock = FakeClock()
    async with client_of(a_world(clock)) as client:
        await create(client)
        for _ in range(3):
            await look(client, NOT_HERE)
        clock.advance(MINUTE)
        assert (await look(client, HERE)).status_code == 200


async def test_rooms_that_are_there_cost_no_misses() -> None:
    async with client_of(a_world()) as client:
        await create(client)
        answers = [await look(client, HERE) for _ in range(20)]
        miss = await look(client, NOT_HERE)
    assert {answer.status_code for answer in answers} == {200}
    assert miss.headers["ratelimit-policy"] == '"default";q=100;w=60, "misses";q=3;w=60'
    assert miss.headers["ratelimit"] == '"default";r=79;t=60, "misses";r=2;t=60'


@pytest.mark.parametrize("code", ["A", "ZZZZZZZ", "no%20code", "0" * 100])
async def test_what_cannot_be_a_code_is_a_miss_as_well(code: str) -> None:
    async with client_of(a_world()) as client:
        answers = [await look(client, code) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]


async def test_members_of_a_room_that_is_gone_are_not_taken_for_guessing() -> None:
    world = a_world()
    async with client_of(world) as client:
        bearer = await create(client)
        host = (await world.store.get(HERE)).host_id
        await world.store.update(HERE, lambda room: room.close(by=host))
        answers = [await rejoin(client, HERE, bearer) for _ in range(10)]
        await create(client)
        assert (await look(client, "AAAAAB")).status_code == 200
    assert {answer.status_code for answer in answers} == {404}


async def test_a_token_is_told_the_same_of_any_room_that_is_not_its_own() -> None:
    async with client_of(World()) as client:
        bearer = await create(client)
        await create(client)
        there, nowhere = "AAAAAB", NOT_HERE
        answers = [await rejoin(client, code, bearer) for code in (there, nowhere, "no%20code")]
        no_room = await look(client, nowhere)
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {no_room.content}
    alike = [{k: v for k, v in a.headers.items() if k != "x-request-id"} for a in answers]
    assert alike[0] == alike[1] == alike[2]
