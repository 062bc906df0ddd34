"""Whatever the description promises happens: each operation with each status and each code."""

from datetime import timedelta

import httpx

from adapters.memory_rate_limits import MemoryRateLimits
from application.errors import Busy, StoreUnavailable
from application.ports import Budget, Identity, RoomCodes
from application.toggle_lock import ToggleLock
from entrypoints.http.app import HttpLimits
from entrypoints.http.throttle import Budgets
from tests.failing_store import Failing
from tests.fakes import FakeClock
from tests.http_server import World, client_of, send_raw
from tests.witness.description import description_of
from tests.witness.openapi import Occurrence

ADA, BEN = {"displayName": "Ada"}, {"displayName": "Ben"}
KEY = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
POSTS = ("", "/AAAAAA/join", "/AAAAAA/rejoin")
READS = (
    "/rooms/AAAAAA",
    "/health",
    "/health/ready",
    "/health/live",
    "/openapi.json",
    "/asyncapi.json",
    "/metrics",
)
Seen = set[Occurrence]


class OneCode(RoomCodes):
    def mint(self, seed: str | None = None) -> str:
        return "AAAAAA"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def everything(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Ask everything once that a store or its limits may have to do with."""
    for path in READS:
        await client.get(path)
    await client.post("/rooms", json=ADA)
    await client.post("/rooms/AAAAAA/join", json=BEN)
    await client.post("/rooms/AAAAAA/rejoin", headers=headers)


async def all_goes_well(seen: Seen) -> None:
    world = World()
    async with client_of(world, seen) as client:
        made = (await client.post("/rooms", json=ADA)).json()
        await everything(client, bearer(made["token"]))


async def requests_are_wrong(seen: Seen) -> None:
    world = World()
    async with client_of(world, seen) as client:
        token = (await client.post("/rooms", json=ADA)).json()["token"]
        for path in POSTS[:2]:
            await client.post(f"/rooms{path}", json={})
            await client.post(f"/rooms{path}", content=b"Ada", headers={"content-type": "text/x"})
            await client.post(f"/rooms{path}", json=ADA, headers=KEY)
            await client.post(f"/rooms{path}", json=BEN, headers=KEY)
        for path in POSTS:
            await client.post(f"/rooms{path}", content=bytes(20_000), headers=bearer(token))
        await client.post("/rooms/AAAAAA/rejoin")
        for path in (*READS, *(f"/rooms{path}" for path in POSTS)):
            method = "GET" if path in READS else "POST"
            head = f"{method} {path} HTTP/1.1\r\nconnection: close\r\nhost: <>\r\n\r\n"
            await send_raw(client, head.encode())


async def bodies_do_not_arrive(seen: Seen) -> None:
    world = World(limits=HttpLimits(command_timeout_seconds=0.05))
    token = world.tokens.issue(Identity("AAAAAA", "ada"))
    async with client_of(world, seen) as client:
        for path in POSTS:
            head = f"POST /rooms{path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\n"
            kind = "content-type: application/json\r\ncontent-length: 20\r\n\r\n{"
            await send_raw(client, (head + kind).encode())


async def rooms_are_not_there(seen: Seen) -> None:
    world = World()
    async with client_of(world, seen) as client:
        token = (await client.post("/rooms", json=ADA)).json()["token"]
        for code in ("ZZZZZZ", "A" * 2000):
            await client.get(f"/rooms/{code}")
            await client.post(f"/rooms/{code}/join", json=BEN)
            await client.post(f"/rooms/{code}/rejoin", headers=bearer(token))
        gone = world.tokens.issue(Identity("AAAAAA", "long gone"))
        await client.post("/rooms/AAAAAA/rejoin", headers=bearer(gone))


async def rooms_take_nobody(seen: Seen) -> None:
    world = World()
    async with client_of(world, seen) as client:
        await client.post("/rooms", json=ADA | {"maxUsers": 1})
        await client.post("/rooms/AAAAAA/join", json=BEN)
        token = (await client.post("/rooms", json=ADA)).json()["token"]
        await ToggleLock(world.store)(world.tokens.verify(token))
        await client.post("/rooms/AAAAAB/join", json=BEN)


async def budgets_are_spent(seen: Seen) -> None:
    once = timedelta(minutes=1)
    budgets = Budgets(requests=Budget(1, once), rooms=Budget(1, once, "rooms"))
    limits = HttpLimits(budgets=budgets)
    async with client_of(
        World(rate_limits=MemoryRateLimits(FakeClock()), limits=limits), seen
    ) as client:
        for _ in range(2):
            await everything(client, {})


async def stores_do_not_serve(seen: Seen) -> None:
    for error in (StoreUnavailable(), Busy(), ValueError("unforeseen")):
        store = Failing(error)
        world = World(rooms=store, health=None if isinstance(error, Busy) else store)
        token = world.tokens.issue(Identity("AAAAAA", "ada"))
        async with client_of(world, seen) as client:
            await everything(client, bearer(token))


async def metrics_take_a_token(seen: Seen) -> None:
    limits = HttpLimits(metrics_token="a-token-of-enough-characters")
    async with client_of(World(limits=limits), seen) as client:
        await client.get("/metrics")


async def codes_run_out(seen: Seen) -> None:
    async with client_of(World(codes=OneCode()), seen) as client:
        for _ in range(2):
            await client.post("/rooms", json=ADA)


async def test_every_answer_that_is_described_is_given() -> None:
    seen: Seen = set()
    for story in (
        all_goes_well,
        requests_are_wrong,
        bodies_do_not_arrive,
        rooms_are_not_there,
        rooms_take_nobody,
        budgets_are_spent,
        stores_do_not_serve,
        metrics_take_a_token,
        codes_run_out,
    ):
        await story(seen)
    described = (await description_of(World().app())).openapi
    assert seen == described.promised()
