"""Whatever is sent, the answer is never the server's fault and always a problem document."""

import json
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.http_server import problem_in, send_raw, status_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
any_request = settings(max_examples=150, deadline=None)


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500
    if answer.status_code >= 400:
        problem_in(answer)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
bodies = st.dictionaries(st.sampled_from(["displayName", "maxUsers", "x"]) | st.text(), values)


@any_request
@given(body=st.binary(max_size=300))
async def test_any_bytes_as_a_body(client: httpx.AsyncClient, body: bytes) -> None:
    for path in ("/rooms", "/rooms/AAAAAA/join", "/rooms/AAAAAA/rejoin"):
        check(await client.post(path, content=body, headers={"content-type": "application/json"}))


@any_request
@given(body=bodies)
async def test_any_json_as_a_body(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    content = json.dumps(body).encode()  # NaN and lone surrogates included
    headers = {"content-type": "application/json"}
    check(await client.post("/rooms", content=content, headers=headers))


@any_request
@given(
    path=st.binary(max_size=80).map(quote_from_bytes),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
    below=st.sampled_from(["/", "/rooms/", "/rooms/AAAAAA/", "/socket.io/"]),
)
async def test_any_path(client: httpx.AsyncClient, path: str, method: str, below: str) -> None:
    answer = await client.request(method, f"{below}{path}")
    assert answer.status_code < 500
    if answer.status_code >= 400 and method != "HEAD":
        problem_in(answer)


header_values = st.binary(max_size=60).filter(lambda value: not set(value) & set(b"\r\n"))


@any_request
@given(
    name=st.sampled_from(
        [
            "host",
            "authorization",
            "content-type",
            "content-encoding",
            "x-forwarded-for",
            "x-request-id",
            "origin",
            "cookie",
            "accept",
            "expect",
            "x-" + "y" * 4000,
        ]
    ),
    value=header_values,
)
async def test_any_header(client: httpx.AsyncClient, name: str, value: bytes) -> None:
    for line in (b"GET /rooms/AAAAAA HTTP/1.1", b"POST /rooms/AAAAAA/rejoin HTTP/1.1"):
        head = line + b"\r\nconnection: close\r\n" + name.encode() + b": " + value + b"\r\n\r\n"
        assert status_of(await send_raw(client, head)) < 500


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /rooms/\xff\xfe HTTP/1.1",
        b"GET /rooms/%zz HTTP/1.1",
        b"GET /rooms/% HTTP/1.1",
        b"GET /rooms/%00%0d%0a HTTP/1.1",
        b"GET /rooms/a\x00b HTTP/1.1",
        b"GET http://elsewhere/rooms/A HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"GET //// HTTP/1.1",
        b"GET /../../etc/passwd HTTP/1.1",
        b"GET /rooms/A?\xff=%ff&&= HTTP/1.1",
        b"GET /rooms/" + b"A" * 60000 + b" HTTP/1.1",
        b"BREW /rooms HTTP/1.1",
        b"GET /rooms/A HTTP/9.9",
        b"GET /rooms/A",
        b"\x00\x01\x02",
        b"CONNECT example.org:443 HTTP/1.1",
    ],
)
async def test_odd_request_lines(client: httpx.AsyncClient, request_line: bytes) -> None:
    answer = await send_raw(client, request_line + b"\r\nhost: h\r\nconnection: close\r\n\r\n")
    assert 200 <= status_of(answer) < 500


async def test_many_and_large_headers(client: httpx.AsyncClient) -> None:
    many = {f"x-{number}": "y" * 500 for number in range(100)}
    check(await client.get("/rooms/AAAAAA", headers=many))


async def test_a_websocket_where_there_is_none_is_refused(client: httpx.AsyncClient) -> None:
    upgrade = (
        b"GET /rooms/AAAAAA HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    assert 400 <= status_of(await send_raw(client, upgrade)) < 500
