"""A room is played through nginx, with the files of `deploy/nginx`, before two nodes: by people on
WebSockets and by people who poll, while nginx reloads, and while a node stops and starts again."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from domain.room import Room
from tests.javascript import install_client
from tests.nginx_server import Nginx
from tests.nodes import Node, two_nodes
from tests.onlookers import Onlooker, is_part_of, stretches
from tests.parties import Party
from tests.players import Player
from tests.shared_stores import SHARED_STORES, SharedStore, look_into

SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1", "ROOM_MAX_USERS": "1000"}

WITHIN = 30.0
"""Seconds in which everybody has come back; it takes two or three."""


@pytest.fixture(scope="session", autouse=True)
def client() -> None:
    install_client()


@pytest.fixture(params=SHARED_STORES)
def store(request: pytest.FixtureRequest) -> Iterator[SharedStore]:
    with SHARED_STORES[request.param]() as server:
        yield server


async def test_nobody_has_to_reload_the_page(store: SharedStore) -> None:
    with (
        two_nodes(store.url, SETTINGS) as nodes,
        Nginx([node.url for node in nodes]) as nginx,
    ):
        async with (
            look_into(store) as look,
            Party([nginx.url]) as party,
            a_crowd(party, nginx, nodes) as crowd,
        ):
            ada = crowd[0]
            begin = await _check_all_hear_of_the_lock(crowd, is_locked=True)
            await _check_all_hear_of_the_lock(crowd, is_locked=False)
            async with newcomers(party) as joined:
                await reloading(nginx, times=3)
                at_reloading = _away(crowd)
                await restarting(nodes[0], crowd)
                await reloading(nginx, times=1)
            await all_know(crowd, await look.rooms.get(party.code))
            assert ada.known.users.keys() == {one.id for one in (*crowd, *joined)}
            _check_all_were_told_the_same(crowd, begin)
            await _check_all_hear_of_the_lock(crowd, is_locked=True)
            assert await ada.call("room:close") == {"ok": True}
            for one in crowd:
                assert await one.until("room:closed") == {"reason": "HOST_CLOSED"}
            print(f"away while nginx reloaded: {at_reloading}; in all: {_away(crowd)}")  # noqa: T201
            assert _on_websockets(crowd) & at_reloading.keys() == set()


@asynccontextmanager
async def a_crowd(
    party: Party, nginx: Nginx, nodes: Sequence[Node]
) -> AsyncIterator[list[Onlooker]]:
    """People in one room who come by every transport, on each node; the first one is its host."""
    async with AsyncExitStack() as stack:
        crowd = []
        for node in nodes:
            addresses = addresses_on(node, nginx)
            for transport in ("websocket", "polling", ""):
                token = (await party.invite(f"Player {len(crowd)}")).token
                one = Onlooker(nginx.url, token, transport, await anext(addresses))
                crowd.append(await stack.enter_async_context(one))
                await one.until("room:state")
        yield crowd


async def addresses_on(node: Node, nginx: Nginx) -> AsyncIterator[str]:
    """Addresses of this machine from which nginx leads to this node."""
    for number in range(2, 200):
        address = f"127.0.0.{number}"
        transport = httpx.AsyncHTTPTransport(local_address=address)
        async with httpx.AsyncClient(base_url=nginx.url, transport=transport) as http:
            earlier = len(nginx.requests_of(address))
            await http.get("/asyncapi.json")
        if node.url.endswith((await nginx.logged(address, earlier))["node"]):
            yield address


@asynccontextmanager
async def newcomers(party: Party) -> AsyncIterator[list[Player]]:
    """People who join over HTTP all the while, whom everybody hears of."""
    joined: list[Player] = []
    is_over = asyncio.Event()

    async def join() -> None:
        while not is_over.is_set():
            joined.append(await party.invite(f"Guest {len(joined)}"))
            await asyncio.sleep(0.05)

    joining = asyncio.create_task(join())
    try:
        yield joined
    finally:
        is_over.set()
        await joining


async def reloading(nginx: Nginx, times: int) -> None:
    for _ in range(times):
        await asyncio.to_thread(nginx.reload)
        await asyncio.sleep(0.3)


async def restarting(node: Node, crowd: Sequence[Onlooker]) -> None:
    """The node is told to stop, started again, and has people again."""
    assert await asyncio.to_thread(node.stop) == 0
    await all_inside(crowd)
    told = len(node.log())
    await asyncio.to_thread(node.start)
    async with asyncio.timeout(WITHIN):
        while not any(line["event"] == "connected" for line in node.lines(told)):
            await asyncio.sleep(0.05)
    await all_inside(crowd)


async def all_inside(crowd: Sequence[Onlooker]) -> None:
    async with asyncio.timeout(WITHIN):
        while not all(one.is_inside for one in crowd):
            await asyncio.sleep(0.05)


async def all_know(crowd: Sequence[Onlooker], room: Room) -> None:
    async with asyncio.timeout(WITHIN):
        while not all(one.known.knows(room) for one in crowd):
            await asyncio.sleep(0.05)


async def _check_all_hear_of_the_lock(crowd: Sequence[Onlooker], *, is_locked: bool) -> list[int]:
    """The host turns it. Returns how much each had heard by then."""
    begin = [len(one.heard) for one in crowd]
    assert await crowd[0].call("room:toggle_lock") == {"ok": True}
    told = ("room:lock_toggled", {"isLocked": is_locked})
    return [
        await one.hearing(lambda heard: heard == told, start)
        for one, start in zip(crowd, begin, strict=True)
    ]


def _check_all_were_told_the_same(crowd: Sequence[Onlooker], begin: Sequence[int]) -> None:
    """Each heard, between two `room:state`, what those heard who were never away."""
    tales = [stretches(one.heard[at:]) for one, at in zip(crowd, begin, strict=True)]
    whole = max((tale[0] for tale in tales), key=len)
    for one, tale in zip(crowd, tales, strict=True):
        odd = [stretch for stretch in tale if not is_part_of(stretch, whole)]
        assert odd == [], (one.transport, one.heard)


def _away(crowd: Sequence[Onlooker]) -> dict[str, list[float]]:
    """For how many seconds each was away that was away, time after time."""
    found = {}
    for one in crowd:
        if one.interruptions:
            found[str(one)] = [round(seconds, 2) for seconds in one.interruptions]
    return found


def _on_websockets(crowd: Sequence[Onlooker]) -> set[str]:
    return {str(one) for one in crowd if one.transport == "websocket"}
