"""One line a request, which tells who and what and never a secret."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from entrypoints.http.pages import page_routes
from tests.http_server import World, client_of, send_raw

Lines = list[Any]


@asynccontextmanager
async def listening(world: World | None = None) -> AsyncIterator[tuple[httpx.AsyncClient, Lines]]:
    with capture_logs(processors=[merge_contextvars]) as lines:
        async with client_of(world or World()) as client:
            yield client, lines


async def test_a_request_leaves_one_line() -> None:
    async with listening() as (client, lines):
        await client.get("/rooms/ZZZZZZ", headers={"x-request-id": "mine"})
    assert len(lines) == 1
    line = dict(lines[0])
    assert line.pop("duration_ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/rooms/{code}",
        "status": 404,
        "code": "ROOM_NOT_FOUND",
        "correlation": "mine",
        "room": "ZZZZZZ",
    }


async def test_files_of_pages_are_no_news(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("a {}")
    async with listening(World(pages=page_routes("/files", tmp_path))) as (client, lines):
        await client.get("/files/one.css")
        await client.get("/files/other.css")
    levels = [(line["log_level"], line["status"]) for line in lines]
    assert levels == [("debug", 200), ("info", 404)]


async def test_that_prometheus_comes_by_is_no_news() -> None:
    async with listening() as (client, lines):
        await client.get("/metrics")
    assert [(line["log_level"], line["route"]) for line in lines] == [("debug", "/metrics")]


async def test_room_and_user_are_told_where_they_are_known() -> None:
    world = World()
    async with listening(world) as (client, lines):
        made = (await client.post("/rooms", json={"displayName": "Ada"})).json()
        bearer = {"authorization": f"Bearer {made['token']}"}
        await client.post(f"/rooms/{made['roomCode']}/rejoin", headers=bearer)
    assert [line["room"] for line in lines] == [made["roomCode"]] * 2
    assert lines[1]["user"] == world.tokens.verify(made["token"]).user_id


async def test_lines_of_requests_in_one_pipeline_do_not_mix() -> None:
    async with listening() as (client, lines):
        head = b"host: h\r\n\r\nGET /health HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"
        await send_raw(client, b"GET /rooms/ZZZZZZ HTTP/1.1\r\n" + head)
    assert [line["route"] for line in lines] == ["/rooms/{code}", "/health"]
    assert lines[0]["correlation"] != lines[1]["correlation"]
    assert "room" not in lines[1]
    assert "code" not in lines[1]


async def test_unknown_paths_and_preflights_leave_a_line_too() -> None:
    async with listening() as (client, lines):
        await client.get("/nowhere")
        asking = {"origin": "https://a.example", "access-control-request-method": "POST"}
        await client.options("/rooms", headers=asking)
    assert [(line["route"], line["status"]) for line in lines] == [(None, 404), (None, 204)]


async def test_no_token_and_no_name_is_ever_in_a_line() -> None:
    async with listening() as (client, lines):
        made = (await client.post("/rooms", json={"displayName": "Ada Secret"})).json()
        for token in (made["token"], "not.a.token"):
            bearer = {"authorization": f"Bearer {token}"}
            await client.post(f"/rooms/{made['roomCode']}/rejoin", headers=bearer)
        await client.get(f"/rooms/{made['roomCode']}?token={made['token']}")
    for secret in (made["token"], "not.a.token", "Secret"):
        assert secret not in repr(lines)


async def test_what_someone_typed_can_neither_break_a_line_nor_fill_the_log() -> None:
    async with listening() as (client, lines):
        await client.get("/rooms/a%0Ab%1B%5B31m%E2%80%A8")
        await client.get("/rooms/" + "a" * 1000)
    assert lines[0]["room"] == r"a\nb\x1b[31m\u2028"
    assert len(lines[1]["room"]) < 50
