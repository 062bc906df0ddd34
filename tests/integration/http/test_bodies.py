"""Bodies that are not what they should be, over a real socket."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from entrypoints.http.app import HttpLimits
from tests.http_server import World, client_of, problem_in, send_raw, status_of

JSON = {"content-type": "application/json"}
LIMIT = 16 * 1024

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def post(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()} or JSON
    return await client.post("/rooms", content=body, headers=given)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "displayName"),
        ({"displayName": 7}, "displayName"),
        ({"displayName": None}, "displayName"),
        ({"displayName": "A"}, "displayName"),
        ({"displayName": "A" * 21}, "displayName"),
        ({"displayName": "Ada", "maxUsers": "7"}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": 1.5}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": True}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": 0}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": -1}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": 21}, "maxUsers"),
        ({"displayName": "Ada", "maxUsers": 10**99}, "maxUsers"),
        ({"displayName": "Ada", "isHost": True}, "isHost"),
    ],
)
async def test_a_wrong_field_is_named(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    answer = await client.post("/rooms", json=body)
    assert answer.status_code == 400
    assert problem_in(answer)["code"] == "INVALID_INPUT"
    assert problem_in(answer)["field"] == field


async def test_several_wrong_fields_are_all_named(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'{"maxUsers": "7", "isHost": true}')
    errors = problem_in(answer)["errors"]
    assert [error["field"] for error in errors] == ["displayName", "maxUsers", "isHost"]
    assert errors[1]["detail"] == "maxUsers must be a whole number."


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"Ada"', b'{"displayName": "\xff"}', b"\x00", b"[" * 9000]
)
async def test_a_body_that_is_no_json_object_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await post(client, body)
    assert answer.status_code == 400
    assert problem_in(answer)["code"] == "INVALID_INPUT"
    assert "field" not in problem_in(answer)


async def test_an_empty_body_without_a_type_is_refused_as_empty(client: httpx.AsyncClient) -> None:
    answer = await client.post("/rooms")
    assert answer.status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ';charset="UTF-8"'])
async def test_json_may_name_its_charset(client: httpx.AsyncClient, charset: str) -> None:
    answer = await post(
        client, b'{"displayName": "Ada"}', content_type=f"application/json{charset}"
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "application/json; charset=latin-1"},
        {"content_type": "application/json", "content_encoding": "gzip"},
        {"accept": "*/*"},
    ],
)
async def test_a_body_of_another_type_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await post(client, b'{"displayName": "Ada"}', **headers)
    assert answer.status_code == 415
    assert problem_in(answer)["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert answer.headers["accept"] == "application/json"


def padded(size: int) -> bytes:
    return b'{"displayName": "Ada"}'.ljust(size)


async def test_a_body_of_exactly_the_limit_is_read(client: httpx.AsyncClient) -> None:
    assert (await post(client, padded(LIMIT))).status_code == 201


async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    answer = await post(client, padded(LIMIT + 1))
    assert answer.status_code == 413
    assert problem_in(answer)["code"] == "PAYLOAD_TOO_LARGE"


async def test_an_announced_size_over_the_limit_is_refused_before_anything_is_sent(
    client: httpx.AsyncClient,
) -> None:
    head = b"POST /rooms HTTP/1.1\r\nhost: h\r\nconnection: close\r\n"
    answer = await send_raw(
        client, head + b"content-type: application/json\r\ncontent-length: 99999999\r\n\r\n"
    )
    assert status_of(answer) == 413


@pytest.mark.parametrize("path", ["/rooms", "/rooms/AAAAAA/join"])
async def test_a_body_of_unannounced_size_is_refused_once_it_passes_the_limit(
    client: httpx.AsyncClient, path: str
) -> None:
    head = f"POST {path} HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n".encode()
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    request = head + b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n" + chunk * 5
    answer = await send_raw(client, request)
    assert status_of(answer) == 413


async def test_a_rejoin_ignores_a_small_body_and_refuses_a_large_one(
    client: httpx.AsyncClient,
) -> None:
    made = (await client.post("/rooms", json={"displayName": "Ada"})).json()
    bearer = {"authorization": f"Bearer {made['token']}"}
    path = f"/rooms/{made['roomCode']}/rejoin"
    small = await client.post(path, headers=bearer, content=b"anything")
    large = await client.post(path, headers=bearer, content=padded(LIMIT + 1))
    assert small.status_code == 200
    assert large.status_code == 413


async def test_a_body_that_does_not_arrive_is_not_waited_for() -> None:
    async with client_of(World(limits=HttpLimits(command_timeout_seconds=0.05))) as client:
        head = b"POST /rooms HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n"
        answer = await send_raw(client, head + b"content-length: 20\r\n\r\n{")
    assert status_of(answer) == 408
    assert b"connection: close" in answer.lower()


async def test_a_client_that_goes_away_amid_its_body_harms_nobody(
    client: httpx.AsyncClient,
) -> None:
    url = urlsplit(str(client.base_url))
    for _ in range(3):
        _, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(b"POST /rooms HTTP/1.1\r\nhost: h\r\ncontent-length: 20\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    answer = await client.post("/rooms", json={"displayName": "Ada"})
    assert answer.status_code == 201
