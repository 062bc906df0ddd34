"""Requests to the sockets' path that no client library makes. None of them gets a 500."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.http_server import send_raw, status_of
from tests.nodes import Node
from tests.wires import PATH, a_poll

HEAD = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
OPENING = b"/socket.io/?EIO=4&transport="

REQUESTS = {
    "an unknown transport": b"GET " + OPENING + b"carrier-pigeon" + HEAD + b"\r\n",
    "an older protocol": b"GET /socket.io/?EIO=3&transport=polling" + HEAD + b"\r\n",
    "no protocol": b"GET /socket.io/" + HEAD + b"\r\n",
    "an unknown session": b"GET " + OPENING + b"polling&sid=x" + HEAD + b"\r\n",
    "another method": b"PUT " + OPENING + b"polling" + HEAD + b"Content-Length: 0\r\n\r\n",
    "a WebSocket without upgrade": b"GET " + OPENING + b"websocket" + HEAD + b"\r\n",
    "an upgrade that is none": b"GET "
    + OPENING
    + b"websocket"
    + HEAD
    + b"Upgrade: websocket\r\n\r\n",
    "an upgrade without a key": b"GET "
    + OPENING
    + b"websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
async def test_an_odd_request_is_refused(node: Node, request_: bytes) -> None:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        assert 400 <= status_of(await send_raw(http, request_)) < 500


UPGRADING = b" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"

NO_OPENINGS = {
    "another method": b"POST /rooms" + UPGRADING + b"Content-Length: 2\r\n\r\n{}",
    "a body that is still to come": b"POST "
    + PATH.encode()
    + b"websocket"
    + UPGRADING
    # 15 of 16 KB: what the server reads of it is bounded
    + b"Content-Length: 16000\r\n\r\n"
    + b"x" * 15_000,
    "a GET with a body": b"GET "
    + PATH.encode()
    + b"websocket"
    + UPGRADING
    + b"Content-Length: 2\r\n\r\n{}",
    "more header lines than there can be": b"GET "
    + PATH.encode()
    + b"websocket"
    + UPGRADING
    + b"".join(b"X-%d: x\r\n" % number for number in range(200))
    + b"\r\n",
}


@pytest.mark.parametrize("request_", NO_OPENINGS.values(), ids=NO_OPENINGS.keys())
async def test_a_request_that_can_open_no_websocket_is_answered_and_ended(
    node: Node, request_: bytes
) -> None:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        answer = await send_raw(http, request_)  # which reads until the end of the connection
        assert status_of(answer) in (400, 431)
        assert b"WebSocket" in answer


async def test_a_body_that_is_no_text_is_refused(node: Node) -> None:
    async with a_poll(node.url) as wire:
        answer = await wire.http.post(wire.path, content=b"4\xff")
        assert answer.status_code == 400


async def test_a_body_of_unknown_length_is_read_or_refused(node: Node) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"40/nowhere", b","):
            yield piece

    async with a_poll(node.url) as wire:
        answer = await wire.http.post(wire.path, content=pieces())
        assert answer.status_code >= 400 or (await wire.hear()).startswith("44/nowhere,")


async def test_an_old_browsers_script_gets_no_connection(node: Node) -> None:
    """JSONP runs what a server says in any page: it is not offered."""
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        answer = await http.get(PATH + "polling&j=0")
        assert "___eio" not in answer.text
