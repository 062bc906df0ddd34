"""What nginx lets through to the nodes, from whom, to which of them, and how often."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from entrypoints.http.problems import protocol_problem
from tests.hearing import PATIENCE
from tests.integration.deploy.conftest import LIMIT, Asker
from tests.nginx_server import Nginx
from tests.nodes import Node
from tests.servers import ValkeyServer

POLL = "/socket.io/?EIO=4&transport=polling"
PONG = "3"

ADA = {"displayName": "Ada"}


async def test_those_who_poll_keep_to_one_node_each_and_both_nodes_have_some(
    nginx: Nginx, asking_from: Asker
) -> None:
    addresses = [f"127.0.1.{number}" for number in range(1, 25)]
    for address in addresses:
        http = asking_from(address)
        sid = (await http.get(POLL)).text.partition('"sid":"')[2].partition('"')[0]
        for _ in range(4):  # over a connection of its own each, and so through any worker
            once = {"Connection": "close"}
            answer = await http.post(f"{POLL}&sid={sid}", content=PONG, headers=once)
            assert (answer.status_code, answer.text) == (200, "OK")
    nodes = nodes_asked_by(nginx)
    assert [address for address in addresses if len(nodes[address]) != 1] == []
    assert len(set.union(*(nodes[address] for address in addresses))) == 2


async def test_whom_the_rate_limit_counts_is_not_for_the_client_to_say(asking_from: Asker) -> None:
    liar, other = asking_from("127.0.2.1"), asking_from("127.0.2.2")
    lies = [f"192.0.2.{number}" for number in range(LIMIT + 1)]
    statuses = [await look(liar, {"X-Forwarded-For": lie}) for lie in lies]
    assert statuses == [404] * LIMIT + [429]
    for lie in ("127.0.2.2", "127.0.2.1, 127.0.2.2", "127.0.0.1", "unknown"):
        assert await look(liar, {"X-Forwarded-For": lie}) == 429
    assert await look(other, {"X-Forwarded-For": "127.0.2.1"}) == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/metrics", "/metrics/", "/metrics?name[]=x", "//metrics", "/./metrics", "/%6detrics"),
        *("/socket.io/../metrics", "/rooms/%2e%2e/metrics", "/METRICS", "/metrics/x"),
        *("/health", "/health/live", "/health/ready", "/health/", "/hea%6Cth/ready"),
    ],
)
async def test_what_is_for_operators_is_not_served_to_everybody(
    path: str, nginx: Nginx, asking_from: Asker
) -> None:
    earlier = len(nginx.requests_of("127.0.3.1"))
    answer = await asking_from("127.0.3.1").send(as_it_stands(nginx, path))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.content == msgspec.json.encode(protocol_problem(404))
    assert (await nginx.logged("127.0.3.1", earlier))["node"] == ""


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_nobody_is_left_waiting_for_an_upgrade_that_is_none(
    method: str, asking_from: Asker
) -> None:
    wrong = {"Upgrade": "websocket", "Connection": "upgrade", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    http = asking_from("127.0.8.1")
    path = POLL.replace("polling", "websocket")
    answer = await http.request(method, path, headers=wrong | key, content=b"a body")
    assert answer.status_code == 400


async def test_one_who_comes_to_a_node_that_is_about_to_stop_is_let_in_by_the_other_one(
    nodes: tuple[Node, Node],
) -> None:
    async with a_node_that_stops() as stopping:
        with Nginx([stopping, nodes[0].url]) as nginx:
            statuses = defaultdict(set)
            for number in range(1, 17):
                transport = httpx.AsyncHTTPTransport(local_address=f"127.0.9.{number}")
                async with httpx.AsyncClient(base_url=nginx.url, transport=transport) as http:
                    statuses["socket"].add((await http.get(POLL)).status_code)
                    statuses["room"].add(await look(http, {}))
            assert statuses == {"socket": {200}, "room": {404, 503}}


async def test_a_body_that_is_too_large_is_refused_before_a_node_hears_of_it(
    nodes: tuple[Node, Node], asking_from: Asker
) -> None:
    http, told = asking_from("127.0.4.1"), [len(node.log()) for node in nodes]
    for body in (b" " * 16385, in_pieces(b" " * 1024, 17)):
        answer = await http.post("/rooms", content=body)
        assert answer.status_code == 413
        assert answer.content == msgspec.json.encode(protocol_problem(413))
    assert (await http.post("/rooms", content=b" " * 16384)).status_code == 415
    assert await statuses_told(nodes, told) == [415]


async def test_the_log_has_neither_tokens_nor_the_keys_of_connections(
    nginx: Nginx, asking_from: Asker
) -> None:
    http = asking_from("127.0.5.1")
    room = (await http.post("/rooms", json=ADA)).json()
    headers = {"Authorization": f"Bearer {room['token']}", "X-Request-ID": "find-me"}
    await http.post(f"/rooms/{room['roomCode']}/rejoin", headers=headers)
    sid = (await http.get(POLL)).text.partition('"sid":"')[2].partition('"')[0]
    await http.post(f"{POLL}&sid={sid}", content=PONG)
    told = str(nginx.requests())
    assert sid
    assert "/socket.io/" in told
    assert "find-me" in told
    assert [secret for secret in (room["token"], sid, "EIO=4") if secret in told] == []


async def test_a_request_on_its_way_to_a_node_that_has_stopped_goes_to_the_other_one(
    nginx: Nginx, nodes: tuple[Node, Node], store: ValkeyServer, asking_from: Asker
) -> None:
    http = asking_from("127.0.6.1")
    mine = await node_of("127.0.6.1", asking_from, nginx, nodes)
    before = await rooms_in(store)
    assert await asyncio.to_thread(mine.stop) == 0
    try:
        answers = [await http.post("/rooms", json=ADA) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201] * 4
        assert await rooms_in(store) == before + 4
    finally:
        await asyncio.to_thread(mine.start)
    answer = await http.get(POLL)
    assert answer.status_code == 200


async def test_a_post_that_a_node_takes_to_its_grave_is_not_given_to_the_other_one(
    nginx: Nginx, nodes: tuple[Node, Node], store: ValkeyServer, asking_from: Asker
) -> None:
    http = asking_from("127.0.7.1")
    mine = await node_of("127.0.7.1", asking_from, nginx, nodes)
    (other,) = (node for node in nodes if node is not mine)
    before, told = await rooms_in(store), len(other.log())
    store.stop()
    try:
        asking = asyncio.create_task(http.post("/rooms", json=ADA))
        await asyncio.sleep(0.5)  # it waits for the store by now
        mine.kill()
        answer = await asking
    finally:
        store.cont()
    assert answer.status_code == 503
    assert answer.json()["code"] == "SERVICE_UNAVAILABLE"
    assert answer.headers["Retry-After"] == "1"
    asked = await nginx.logged("127.0.7.1", 1)
    assert (asked["method"], asked["node"]) == ("POST", mine.url.removeprefix("http://"))
    posts = [line for line in other.lines(told) if line.get("method") == "POST"]
    assert posts == []
    assert await rooms_in(store) - before in (0, 1)
    await asyncio.to_thread(mine.start)


async def look(http: httpx.AsyncClient, headers: dict[str, str]) -> int:
    """The status of the answer to one who asks for a room that is not there."""
    return (await http.get("/rooms/AAAAAA", headers=headers)).status_code


def as_it_stands(nginx: Nginx, path: str) -> httpx.Request:
    """A request for this path, which the client would tidy up otherwise."""
    return httpx.Request("GET", nginx.url, extensions={"target": path.encode()})


@asynccontextmanager
async def a_node_that_stops() -> AsyncIterator[str]:
    """The address of something that has nothing to say but 503."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def in_pieces(piece: bytes, times: int) -> AsyncIterator[bytes]:
    """A body of which nobody knows how long it will be."""
    for _ in range(times):
        yield piece


async def rooms_in(store: ValkeyServer) -> int:
    async with Redis.from_url(store.url) as redis:
        return len([key for key in await redis.keys("room:*") if key.count(b":") == 1])


async def statuses_told(nodes: tuple[Node, Node], told: Sequence[int]) -> list[int]:
    """Those of the requests that the nodes have answered since."""
    async with asyncio.timeout(PATIENCE):
        while True:
            lines = [line for node, at in zip(nodes, told, strict=True) for line in node.lines(at)]
            if found := [line["status"] for line in lines if line["event"] == "request"]:
                return found
            await asyncio.sleep(0.01)


def nodes_asked_by(nginx: Nginx) -> dict[str, set[str]]:
    """Where nginx led each address."""
    found = defaultdict(set)
    for line in nginx.requests():
        found[line["address"]].add(line["node"])
    return found


async def node_of(address: str, asking_from: Asker, nginx: Nginx, nodes: tuple[Node, Node]) -> Node:
    """The node to which nginx leads this address, which has not asked for anything yet."""
    await asking_from(address).get("/asyncapi.json")
    asked = await nginx.logged(address, 0)
    return next(node for node in nodes if node.url.endswith(asked["node"]))
