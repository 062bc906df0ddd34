"""Budgets of requests, per route and source."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from adapters.memory_rate_limits import MemoryRateLimits
from application.errors import StoreUnavailable
from application.ports import Allowance, Budget, RateLimits, Spent
from entrypoints.http.app import HttpLimits
from entrypoints.http.throttle import Budgets
from tests.fakes import FakeClock
from tests.http_server import Unlimited, World, client_of, problem_in

ADA = {"displayName": "Ada"}
HEALTH = ("/health", "/health/ready", "/health/live")


def allowing(requests: int, rooms: int = 5, misses: int = 5) -> World:
    """A world in which a source may do so much in a minute that never ends."""
    minute = timedelta(minutes=1)
    budgets = Budgets(
        requests=Budget(requests, minute),
        rooms=Budget(rooms, minute, "rooms"),
        misses=Budget(misses, minute, "misses"),
    )
    return World(rate_limits=MemoryRateLimits(FakeClock()), limits=HttpLimits(budgets=budgets))


class AwayLimits(RateLimits):
    async def spend(self, source: str, budget: Budget, *, unless: Spent | None = None) -> Allowance:
        raise StoreUnavailable


async def test_an_answer_tells_the_budget() -> None:
    async with client_of(allowing(5)) as client:
        await client.post("/rooms", json=ADA)
        answer = await client.get("/rooms/AAAAAA")
    assert answer.headers["ratelimit-policy"] == '"default";q=5;w=60'
    assert answer.headers["ratelimit"] == '"default";r=4;t=60'


async def test_rooms_have_a_budget_of_their_own() -> None:
    async with client_of(allowing(1, rooms=2)) as client:
        answers = [await client.post("/rooms", json=ADA) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[0].headers["ratelimit-policy"] == '"rooms";q=2;w=60'
    assert answers[2].headers["ratelimit"] == '"rooms";r=0;t=60'


async def test_a_source_that_has_spent_its_budget_is_told_when_to_come_back() -> None:
    async with client_of(allowing(2)) as client:
        await client.post("/rooms", json=ADA)
        answers = [await client.get("/rooms/AAAAAA") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem_in(answers[2])["code"] == "RATE_LIMITED"
    assert answers[2].headers["retry-after"] == "60"
    assert answers[2].headers["ratelimit"] == '"default";r=0;t=60'


async def test_malformed_requests_spend_the_budget_as_well() -> None:
    async with client_of(allowing(9, rooms=2)) as client:
        answers = [await client.post("/rooms", content=b"{") for _ in range(3)]
    assert answers[2].status_code == 429


async def test_each_route_has_a_budget_of_its_own() -> None:
    async with client_of(allowing(1, rooms=1)) as client:
        made = (await client.post("/rooms", json=ADA)).json()
        path, bearer = f"/rooms/{made['roomCode']}", f"Bearer {made['token']}"
        shown = await client.get(path)
        joined = await client.post(f"{path}/join", json=ADA)
        rejoined = await client.post(f"{path}/rejoin", headers={"authorization": bearer})
    assert [shown.status_code, joined.status_code, rejoined.status_code] == [200, 200, 200]


async def test_nothing_else_is_throttled() -> None:
    async with client_of(World(rate_limits=AwayLimits())) as client:
        answers = [await client.get(path) for path in (*HEALTH, "/openapi.json", "/nowhere")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404]
    assert all("ratelimit" not in answer.headers for answer in answers)


async def test_rejoining_is_counted_by_user_and_not_by_address() -> None:
    limits = Unlimited()
    world = World(rate_limits=limits)
    async with client_of(world) as client:
        made = (await client.post("/rooms", json=ADA)).json()
        bearer = {"authorization": f"Bearer {made['token']}"}
        await client.post(f"/rooms/{made['roomCode']}/rejoin", headers=bearer)
    user_id = world.tokens.verify(made["token"]).user_id
    assert limits.spent == ["create:127.0.0.1", f"rejoin:user:{user_id}"]


@pytest.mark.parametrize("authorization", [None, "Bearer a.b.c"])
async def test_a_rejoin_without_a_good_token_is_counted_by_address(
    authorization: str | None,
) -> None:
    limits = Unlimited()
    headers = {"authorization": authorization} if authorization else {}
    async with client_of(World(rate_limits=limits)) as client:
        await client.post("/rooms/AAAAAA/rejoin", headers=headers)
    assert limits.spent == ["rejoin:127.0.0.1"]


async def test_eight_phones_behind_one_address_join_and_all_reload_within_a_minute() -> None:
    async def play(client: httpx.AsyncClient, code: str) -> list[int]:
        joined = await client.post(f"/rooms/{code}/join", json={"displayName": "Phone"})
        bearer = {"authorization": f"Bearer {joined.json()['token']}"}
        shown = await client.get(f"/rooms/{code}")
        rejoined = await client.post(f"/rooms/{code}/rejoin", headers=bearer)
        return [joined.status_code, shown.status_code, rejoined.status_code]

    async with client_of(allowing(20)) as client:
        code = (await client.post("/rooms", json=ADA)).json()["roomCode"]
        statuses = await asyncio.gather(*(play(client, code) for _ in range(8)))
    assert statuses == [[200, 200, 200]] * 8


async def test_a_forwarded_address_counts_only_from_a_trusted_proxy() -> None:
    untrusted, trusted = Unlimited(), Unlimited()
    forwarded = {"x-forwarded-for": "198.51.100.1, 203.0.113.7"}
    async with client_of(World(rate_limits=untrusted)) as client:
        await client.get("/rooms/AAAAAA", headers=forwarded)
    world = World(rate_limits=trusted, limits=HttpLimits(trusted_proxies=["127.0.0.0/8"]))
    async with client_of(world) as client:
        await client.get("/rooms/AAAAAA", headers=forwarded)
    assert untrusted.spent == ["get:127.0.0.1", "miss:127.0.0.1"]
    assert trusted.spent == ["get:203.0.113.7", "miss:203.0.113.7"]


async def test_without_the_limiters_store_nothing_is_let_through() -> None:
    async with client_of(World(rate_limits=AwayLimits())) as client:
        answer = await client.post("/rooms", json=ADA)
    assert answer.status_code == 503
    assert problem_in(answer)["code"] == "SERVICE_UNAVAILABLE"
