"""Whatever a client sends, the log stays a sequence of short, valid lines without secrets."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from urllib.parse import quote

import httpx
import pytest

from entrypoints.provoked_lines import MOST, WINDOW
from tests.http_server import send_raw
from tests.nodes import Node, node_process, on_store
from tests.parties import Party
from tests.players import Player
from tests.servers import ValkeyServer
from tests.wires import Closed, WebSocketWire, a_websocket

LONGEST_LINE = 1000
MEGABYTE = 1_000_000
FLOOD = 300
"""Connections that send what is no packet, all at once."""

HOSTILE = {
    "newlines": "\n20:00:00 [error] forged\r\n{}\n",
    "a JSON line": '"}\n{"level":"error","event":"forged"}',
    "escapes": "\x1b[2J\x1b[31m\x9b31m\x07\x00",
    "turned text": "\u202e\u2066\u2028\u2029\u200b",
    "a megabyte": "x" * MEGABYTE,
}


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with ValkeyServer() as store, node_process(on_store(store.url)) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture
async def ada(node: Node) -> AsyncIterator[Player]:
    async with Party([node.url]) as party:
        yield await party.welcome("Ada")


@pytest.fixture
async def http(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        yield http


async def _check_log(node: Node, since: int, token: str) -> None:
    """There is a line, at least, and nothing is wrong with any."""
    await node.told(since)
    _check_lines(node, since, token)


def _check_lines(node: Node, since: int, token: str) -> None:
    """Each is valid, short and printable, and tells nothing of the token."""
    lines = node.lines(since)
    assert [line for line in lines if "unreadable" in line or "forged" in line["event"]] == []
    log = node.log()[since:]
    assert token.rpartition(".")[2] not in log
    for text in log.splitlines():
        assert text.isprintable()
        assert len(text) < LONGEST_LINE


hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


@hostile
async def test_a_name(node: Node, ada: Player, http: httpx.AsyncClient, text: str) -> None:
    since = len(node.log())
    answer = await http.post("/rooms", json={"displayName": ada.token + text})
    assert answer.status_code in (400, 413)
    await _check_log(node, since, ada.token)


@hostile
async def test_a_field(node: Node, ada: Player, http: httpx.AsyncClient, text: str) -> None:
    since = len(node.log())
    answer = await http.post("/rooms", json={"displayName": "Ada", ada.token + text: 1})
    assert answer.status_code in (400, 413)
    await _check_log(node, since, ada.token)


@hostile
@pytest.mark.parametrize("path", ["/rooms/{}", "/rooms/{}/join", "/{}", "/rooms?{}", "//{}"])
async def test_a_code_and_a_path(node: Node, ada: Player, path: str, text: str) -> None:
    since = len(node.log())
    target = path.format(quote(ada.token + text, safe=""))
    await _send(node, f"GET {target} HTTP/1.1", "Host: x")
    await _check_log(node, since, ada.token)


@hostile
@pytest.mark.parametrize("name", ["X-Request-ID", "X-Else", "Origin", "Authorization", "Host"])
async def test_a_header(node: Node, ada: Player, name: str, text: str) -> None:
    since = len(node.log())
    await _send(node, "POST /rooms/ABCDEF/rejoin HTTP/1.1", f"{name}: {ada.token}{text}")
    await _check_log(node, since, ada.token)


@hostile
async def test_a_request_line(node: Node, ada: Player, text: str) -> None:
    since = len(node.log())
    await _send(node, f"{ada.token}{text} /{text} HTTP/1.1", "Host: x")
    await _check_log(node, since, ada.token)


@hostile
async def test_an_event_and_its_payload(node: Node, ada: Player, text: str) -> None:
    since = len(node.log())
    await ada.send(ada.token + text)
    await ada.send("room:kick", {ada.token + text: 1})
    await ada.send("room:kick", {"kickUserId": ada.token + text})
    await _check_log(node, since, ada.token)


@hostile
@pytest.mark.parametrize("packet", ["{}", "4{}", "40/{},", "40/rooms,{}", "42/rooms,{}", "b{}"])
async def test_a_packet(node: Node, ada: Player, packet: str, text: str) -> None:
    since = len(node.log())
    async with a_websocket(node.url) as wire:
        await wire.say(packet.format(ada.token + text))
        with suppress(Closed):
            await wire.hear()
    _check_lines(node, since, ada.token)  # none of a message that was too large to be read


async def test_text_that_is_not_utf_8_leaves_one_line(
    node: Node, ada: Player, http: httpx.AsyncClient
) -> None:
    await _told_of_what_was_left_out(http)
    since = len(node.log())
    async with a_websocket(node.url) as wire:
        await wire.link.send(b"42/rooms,\xff" + ada.token.encode(), text=True)
        await wire.rest()
    (line,) = await node.told(since)
    assert (line["event"], "exception" in line) == ("malformed packet", False)
    await _check_log(node, since, ada.token)


async def test_a_flood_of_malformed_packets_leaves_few_lines_and_their_number(
    node: Node, http: httpx.AsyncClient
) -> None:
    await _told_of_what_was_left_out(http)
    since = len(node.log())
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(a_websocket(node.url)) for _ in range(FLOOD)]
        await asyncio.gather(*(_say_nonsense(wire) for wire in opened))
    await _told_of_what_was_left_out(http)
    await _until_told_of(node, since, FLOOD)
    lines = [line for line in node.lines(since) if line["event"] == "malformed packet"]
    assert MOST <= len(lines) <= MOST * 10
    assert all(len(str(line)) < LONGEST_LINE / 2 for line in lines)


async def _told_of_what_was_left_out(http: httpx.AsyncClient) -> None:
    """Returns when the log has said how many lines it left out so far."""
    await asyncio.sleep(WINDOW)
    await http.get("/health")


async def _say_nonsense(wire: WebSocketWire) -> None:
    await wire.say("4nonsense")
    await wire.rest()


async def _until_told_of(node: Node, since: int, packets: int) -> None:
    """Returns when the log accounts for so many malformed packets, said or left out."""
    async with asyncio.timeout(10):
        while _accounted_for(node, since) != packets:
            await asyncio.sleep(0.05)


def _accounted_for(node: Node, since: int) -> int:
    lines = node.lines(since)
    said = sum(line["event"] == "malformed packet" for line in lines)
    left_out = [line for line in lines if line["event"] == "lines left out"]
    return said + sum(line["count"] for line in left_out if line["of"] == "malformed packet")


async def _send(node: Node, *head: str) -> None:
    """Send this as the head of a request. What is no HTTP is sent all the same."""
    text = "\r\n".join((*head, "Connection: close", "", ""))
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as client:
        with suppress(ConnectionResetError):  # the server need not read to the end
            await send_raw(client, text.encode())
