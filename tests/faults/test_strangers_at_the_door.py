"""Connections that never enter, are refused, or come again and again."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.footprints import open_files, until
from tests.nodes import SECRET, Node, node_process, on_store
from tests.parties import Party
from tests.players import Player
from tests.raw_websocket import NotOpened, RawWebSocket
from tests.servers import ValkeyServer
from tests.wires import PATH, a_websocket

OUTSIDE = 5
ENTRIES = 3
FORBIDDEN = 403
SETTINGS = {
    "SOCKET_MAX_UNAUTHENTICATED": str(OUTSIDE),
    "CONNECT_LIMIT": str(ENTRIES),
    "TRUSTED_PROXIES": "127.0.0.2",
    "JWT_SECRET": SECRET,
}


@pytest.fixture(scope="module")
def a_node() -> Iterator[Node]:
    with node_process(SETTINGS) as node:
        yield node


@pytest.fixture
def node(a_node: Node) -> Iterator[Node]:
    files, told = open_files(a_node.pid), len(a_node.log())
    yield a_node
    assert until(lambda: open_files(a_node.pid) <= files, 15)
    assert a_node.complaints(told) == []


def status_of_polling(node: Node, **headers: str) -> int:
    """Of the answer to a new connection that polls; it is not used further."""
    return httpx.get(f"{node.url}{PATH}polling", headers=headers, trust_env=False).status_code


def is_let_in(node: Node) -> bool:
    try:
        RawWebSocket(node.url).link.close()
    except NotOpened as refusal:
        return refusal.status != FORBIDDEN
    return True


async def test_one_over_the_limit_is_refused_and_those_who_are_in_a_room_do_not_count(
    node: Node,
) -> None:
    async with Party([node.url]) as party:
        for number in range(2 * OUTSIDE):
            await party.welcome(f"Guest {number}")
        with ExitStack() as stack:
            for _ in range(OUTSIDE):
                stack.enter_context(RawWebSocket(node.url))
            assert not is_let_in(node)
            assert status_of_polling(node) == 429
            spoofed = {"X-Forwarded-For": "192.0.2.1"}
            assert status_of_polling(node, **spoofed) == 429
        assert until(lambda: is_let_in(node), 5)
        await party.welcome("Late")


async def test_nobody_holds_a_place_for_long_who_does_not_enter(node: Node) -> None:
    """Not even one who answers nothing, or who polls once and is never seen again."""
    began = time.monotonic()
    with ExitStack() as stack:
        silent = [stack.enter_context(RawWebSocket(node.url)) for _ in range(OUTSIDE - 1)]
        assert status_of_polling(node) == 200
        assert status_of_polling(node) == 429
        for client in silent:
            assert (await asyncio.to_thread(client.rest))[-1] == ""
        assert time.monotonic() - began < 14  # 10, and 2 to close
        assert until(lambda: is_let_in(node), 2)


async def test_one_who_is_refused_is_gone_soon(node: Node) -> None:
    began = time.monotonic()
    with RawWebSocket(node.url) as client:
        client.say('40/rooms,{"token":"none"}')
        refusal, end = await asyncio.to_thread(client.rest)
        assert "UNAUTHORIZED" in refusal
        assert end == ""
        assert time.monotonic() - began < 5


async def test_who_comes_and_goes_without_end_is_refused_and_told_when_to_come_back(
    node: Node,
) -> None:
    async with Party([node.url]) as party:
        ada, ben = await party.invite("Ada"), await party.invite("Ben")
        for _ in range(ENTRIES):
            await ada.enter()
            await ada.close()
        await ada.connect({"token": ada.token})
        _check_refused(ada)
        await ben.enter()


async def test_all_nodes_count_together(spare_valkey: ValkeyServer) -> None:
    settings = SETTINGS | on_store(spare_valkey.url)
    with node_process(settings) as one, node_process(settings) as other:
        async with Party([one.url]) as party:
            ada = await party.invite("Ada")
            for node in (one, other, one):
                async with a_websocket(node.url) as wire:
                    await wire.enter(ada.token)
            late = Player(other.url, ada.code, ada.token)
            await late.connect({"token": ada.token})
            _check_refused(late)
            await late.close()
        assert one.complaints() == other.complaints() == []


def _check_refused(player: Player) -> None:
    (refusal,) = [heard[1] for heard in player.heard if heard[0] == "connect_error"]
    assert refusal["data"]["code"] == "RATE_LIMITED"
    assert 50 <= refusal["data"]["retryAfter"] <= 60
    assert not player.is_connected
