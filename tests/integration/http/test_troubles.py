"""A store that is away, busy or broken, and errors that nobody foresaw."""

import asyncio

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from application.deadline import answer_due
from application.errors import Busy, StoreUnavailable
from application.ports import Health, RoomCodes
from domain.errors import RoomNotFound
from domain.room import Room
from entrypoints.http.app import HttpLimits
from tests.failing_store import Failing
from tests.http_server import World, client_of, problem_in

ADA = {"displayName": "Ada"}
READY = ("/health", "/health/ready")


class Asked(Failing):
    """A store that notes by when it is to answer."""

    def __init__(self) -> None:
        super().__init__(RoomNotFound())
        self.due: list[float | None] = []

    async def get(self, code: str) -> Room:
        self.due.append(answer_due())
        return await super().get(code)


class OneCode(RoomCodes):
    def mint(self, seed: str | None = None) -> str:
        return "TAKEN"


@pytest.mark.parametrize(
    ("error", "code"), [(StoreUnavailable(), "SERVICE_UNAVAILABLE"), (Busy(), "BUSY")]
)
async def test_a_store_that_does_not_serve_is_told_with_a_time_to_come_back(
    error: Exception, code: str
) -> None:
    async with client_of(World(rooms=Failing(error))) as client:
        answers = [
            await client.post("/rooms", json=ADA),
            await client.get("/rooms/AAAAAA"),
            await client.post("/rooms/AAAAAA/join", json=ADA),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert problem_in(answer)["code"] == code
        assert int(answer.headers["retry-after"]) > 0


async def test_codes_that_are_all_taken_are_told() -> None:
    async with client_of(World(codes=OneCode())) as client:
        await client.post("/rooms", json=ADA)
        answer = await client.post("/rooms", json=ADA)
    assert answer.status_code == 503
    assert problem_in(answer)["code"] == "ROOM_CODE_GENERATION_FAILED"
    assert "retry-after" in answer.headers


async def test_a_use_case_knows_by_when_to_answer() -> None:
    store = Asked()
    async with client_of(
        World(rooms=store, limits=HttpLimits(command_timeout_seconds=100))
    ) as client:
        before = asyncio.get_running_loop().time()
        await client.get("/rooms/AAAAAA")
        after = asyncio.get_running_loop().time()
    assert store.due[0] is not None
    assert before + 100 <= store.due[0] <= after + 100


async def test_an_unforeseen_error_is_logged_once_and_not_told() -> None:
    broken = World(rooms=Failing(ValueError("the inner secret")))
    with capture_logs(processors=[merge_contextvars]) as logged:
        async with client_of(broken) as client:
            answer = await client.get("/rooms/AAAAAA", headers={"x-request-id": "mine"})
    assert answer.status_code == 500
    assert problem_in(answer)["code"] == "UNKNOWN_ERROR"
    assert "secret" not in answer.text
    errors = [line for line in logged if line["log_level"] == "error"]
    assert [str(line["exc_info"]) for line in errors] == ["the inner secret"]
    assert errors[0]["correlation"] == "mine"


@pytest.mark.parametrize("path", READY)
async def test_health_is_ok_while_the_store_answers_and_the_feed_is_heard(path: str) -> None:
    async with client_of(World()) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"store": "ok", "feed": "ok"}}


@pytest.mark.parametrize("path", READY)
async def test_health_is_degraded_while_the_store_is_away(path: str) -> None:
    async with client_of(World(health=Failing(StoreUnavailable()))) as client:
        answer = await client.get(path)
    assert answer.status_code == 503
    assert answer.json() == {"status": "degraded", "checks": {"store": "error", "feed": "ok"}}


@pytest.mark.parametrize("path", READY)
async def test_health_is_degraded_while_the_feed_is_not_heard(path: str) -> None:
    world = World(is_heard=False)
    async with client_of(world) as client:
        answer = await client.get(path)
        world.is_heard = True
        again = await client.get(path)
    assert (answer.status_code, again.status_code) == (503, 200)
    assert answer.json() == {"status": "degraded", "checks": {"store": "ok", "feed": "error"}}


@pytest.mark.parametrize("path", READY)
async def test_a_node_that_drains_is_not_ready_and_does_not_ask_the_store(path: str) -> None:
    unasked = Failing(AssertionError("the store was asked"))
    async with client_of(World(health=unasked, is_draining=True)) as client:
        answer = await client.get(path)
    assert answer.status_code == 503
    assert answer.json() == {"status": "draining", "checks": {}}


@pytest.mark.parametrize("health", [Failing(StoreUnavailable()), None])
@pytest.mark.parametrize("is_draining", [False, True])
async def test_a_node_lives_whatever_the_store_does(
    health: Health | None, is_draining: bool
) -> None:
    async with client_of(World(health=health, is_draining=is_draining)) as client:
        answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", [*READY, "/health/live", "/rooms/AAAAAA", "/nowhere"])
async def test_no_connection_outlives_an_answer_of_a_node_that_drains(path: str) -> None:
    world = World()
    async with client_of(world) as client:
        kept = await client.get(path)
        world.is_draining = True
        closed = await client.get(path)
    assert "connection" not in kept.headers
    assert closed.headers["connection"] == "close"
