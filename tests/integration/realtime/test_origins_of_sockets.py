"""Which web pages may connect (CORS_ORIGINS); programs, which name no origin, always may."""

from collections.abc import Iterator

import httpx
import pytest
from websockets import Origin
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.nodes import Node, node_process
from tests.parties import Party
from tests.wires import PATH, a_poll, a_websocket

GAME = "https://game.example"
EVIL = {"origin": "https://evil.example"}


@pytest.fixture(scope="module")
def choosy() -> Iterator[Node]:
    with node_process({"CORS_ORIGINS": GAME}) as node:
        yield node
        assert node.complaints() == []


async def _may_poll(node: Node, origin: str | None) -> bool:
    headers = {"origin": origin} if origin else {}
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        answer = await http.get(PATH + "polling", headers=headers)
    if origin and answer.is_success:
        assert answer.headers["access-control-allow-origin"] in (origin, "*")
        assert "access-control-allow-credentials" not in answer.headers
    return answer.is_success


async def _may_open(node: Node, origin: str | None) -> bool:
    try:
        async with a_websocket(node.url, origin=origin):
            return True
    except InvalidStatus:
        return False


async def test_the_pages_that_are_named_may_connect(choosy: Node) -> None:
    assert await _may_poll(choosy, GAME)
    assert await _may_open(choosy, GAME)


async def test_the_servers_own_pages_may_connect(choosy: Node) -> None:
    assert await _may_poll(choosy, choosy.url)
    assert await _may_open(choosy, choosy.url)


async def test_programs_may_connect(choosy: Node) -> None:
    assert await _may_poll(choosy, None)
    assert await _may_open(choosy, None)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://game.example", "null"])
async def test_other_pages_may_not(choosy: Node, origin: str) -> None:
    assert not await _may_poll(choosy, origin)
    assert not await _may_open(choosy, origin)


@pytest.mark.parametrize(
    "origin", ["https://game.example.evil.example", "https://game.example:444"]
)
async def test_pages_whose_address_only_begins_alike_may_not(choosy: Node, origin: str) -> None:
    assert not await _may_poll(choosy, origin)
    assert not await _may_open(choosy, origin)


async def test_other_pages_may_not_go_on_with_a_connection_that_is_open(choosy: Node) -> None:
    async with Party([choosy.url]) as party, a_poll(choosy.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        for method, content in (("GET", None), ("POST", "41/rooms,"), ("POST", "1")):
            answer = await wire.http.request(method, wire.path, content=content, headers=EVIL)
            assert answer.status_code == 400
            assert "access-control-allow-origin" not in answer.headers
        upgrade = choosy.url.replace("http", "ws", 1) + wire.path.replace("polling", "websocket")
        with pytest.raises(InvalidStatus):
            async with connect(upgrade, origin=Origin(EVIL["origin"]), proxy=None):
                pass
        assert await wire.ask("room:toggle_lock") == {"ok": True}


async def test_every_page_may_connect_where_nothing_is_named(node: Node) -> None:
    assert await _may_poll(node, "https://anywhere.example")
    assert await _may_open(node, "https://anywhere.example")
