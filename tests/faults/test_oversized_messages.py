"""What is too large is refused before it is there, whatever way it comes."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest

from tests.footprints import open_files, resident, until
from tests.nodes import Node, node_process
from tests.raw_websocket import CONTINUATION, PATIENCE, PING, RawWebSocket, frame
from tests.wires import PATH

KIB = 1024
MIB = 1024 * KIB
LITTLE = 4 * MIB
"""What the node's memory may grow by; each attack would cost it many times as much."""

SETTINGS = {"PING_INTERVAL_MS": "1000", "PING_TIMEOUT_MS": "1000"}


@pytest.fixture(scope="module")
def a_node() -> Iterator[Node]:
    with node_process(SETTINGS) as node:
        yield node


@pytest.fixture
def node(a_node: Node) -> Iterator[Node]:
    """One that has neither grown nor kept a connection when the test is over."""
    RawWebSocket(a_node.url).link.close()
    memory, files, told = resident(a_node.pid), open_files(a_node.pid), len(a_node.log())
    yield a_node
    assert until(lambda: open_files(a_node.pid) <= files, 10)
    assert resident(a_node.pid) < memory + LITTLE
    assert a_node.complaints(told) == []


def send_until_it_ends(link: socket.socket, piece: bytes, most: int) -> int:
    """Send this again and again. Returns how many bytes it took until the server had closed."""
    sent = 0
    try:
        while sent < most:
            link.sendall(piece)
            sent += len(piece)
    except TimeoutError:
        raise AssertionError("the server reads no more, and does not close") from None
    except ConnectionError:
        return sent
    raise AssertionError(f"the server has taken {sent} bytes")


def test_a_frame_that_says_it_is_too_large_ends_the_connection_before_it_comes(node: Node) -> None:
    with RawWebSocket(node.url) as client:
        client.send(frame(b"4", size=16 * KIB + 1))
        assert client.rest() == [""]


def test_a_frame_that_says_it_has_many_gigabytes_ends_the_connection(node: Node) -> None:
    with RawWebSocket(node.url) as client:
        client.send(frame(b"4", size=2**40))
        assert client.rest() == [""]


def test_pieces_that_come_to_too_much_end_the_connection_before_the_last(node: Node) -> None:
    with RawWebSocket(node.url) as client:
        client.send(frame(b"4" * KIB, is_last=False))
        for _ in range(15):
            client.send(frame(b"x" * KIB, CONTINUATION, is_last=False))
        client.send(frame(b"", CONTINUATION, is_last=False, size=1))  # one byte more is to come
        assert client.rest() == [""]


def test_pieces_of_nothing_without_end_end_the_connection(node: Node) -> None:
    with RawWebSocket(node.url) as client:
        client.send(frame(b"4", is_last=False))
        piece = frame(b"", CONTINUATION, is_last=False) * 1000
        began = time.monotonic()
        send_until_it_ends(client.link, piece, 50 * MIB)
        assert time.monotonic() - began < 5  # and not only as one who enters no room


def test_pings_from_one_who_does_not_read_the_answers_end_the_connection(node: Node) -> None:
    with RawWebSocket(node.url, buffer=2048) as client:
        send_until_it_ends(client.link, frame(b"x" * 125, PING) * 100, 50 * MIB)


def test_one_who_goes_on_after_the_end_is_not_read(node: Node) -> None:
    with RawWebSocket(node.url) as client:
        client.say("4 is no packet")
        send_until_it_ends(client.link, frame(b"x" * 125) * 100, 50 * MIB)


def opened(node: Node) -> str:
    """The path of a new connection that polls."""
    answer = httpx.get(f"{node.url}{PATH}polling", trust_env=False)
    return f"{PATH}polling&sid={json.loads(answer.text[1:])['sid']}"


def posting(node: Node, *head: str) -> socket.socket:
    """A connection on which a body is about to be sent."""
    address = urlsplit(node.url)
    link = socket.create_connection((address.hostname, address.port), PATIENCE)
    lines = [f"POST {opened(node)} HTTP/1.1", f"Host: {address.netloc}", *head, "", ""]
    link.sendall("\r\n".join(lines).encode())
    return link


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(node: Node) -> None:
    with closing(posting(node, f"Content-Length: {2**40}")) as link:
        assert link.recv(KIB).startswith(b"HTTP/1.1 400")
        send_until_it_ends(link, b"x" * KIB, 50 * MIB)


def test_a_body_that_says_nothing_and_becomes_too_large_is_read_no_further(node: Node) -> None:
    with closing(posting(node, "Transfer-Encoding: chunked")) as link:
        send_until_it_ends(link, b"400\r\n" + b"x" * KIB + b"\r\n", 50 * MIB)


@pytest.mark.parametrize("part", [b"", b"4"], ids=["none of it", "half of it"])
def test_a_body_that_does_not_come_is_not_waited_for(node: Node, part: bytes) -> None:
    with closing(posting(node, "Content-Length: 100")) as link:
        link.sendall(part)
        with link.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 400")
