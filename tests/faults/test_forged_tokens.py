"""Tokens that the server did not issue open nothing, and none of them gets into the log."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.forgeries import FORGED, changed
from tests.nodes import Node, node_process, on_store
from tests.parties import Party
from tests.servers import ValkeyServer
from tests.wires import Closed, a_websocket

LONGEST_LINE = 1000
MEGABYTE = 1_000_000

ATTACKS = FORGED | {
    "of a few KiB": changed(more="x" * 8000),
    "of a megabyte": changed(more="x" * MEGABYTE),
}


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with ValkeyServer() as store, node_process(on_store(store.url)) as node:
        yield node
        assert node.complaints() == []


async def _check_log(node: Node, told: int, token: str, **line: object) -> None:
    """One line with this in it, which is short, and no part of the token."""
    (found,) = await node.told(told)
    log = node.log()[told:]
    assert found | line == found
    assert len(log) < LONGEST_LINE
    assert [part for part in token.split(".") if part and part[:20] in log] == []


async def test_a_forged_token_gets_no_new_one_over_http(node: Node) -> None:
    async with Party([node.url]) as party, httpx.AsyncClient(base_url=node.url) as http:
        told = len(node.log())
        ada = await party.invite("Ada")
        await node.told(told)
        for name, forge in ATTACKS.items():
            token, told = forge(ada.token), len(node.log())
            bearer = {"authorization": f"Bearer {token}"}
            answer = await http.post(f"/rooms/{party.code}/rejoin", headers=bearer)
            assert answer.status_code == 401, name
            assert answer.json()["code"] == "UNAUTHORIZED"
            assert token not in answer.text
            await _check_log(node, told, token, event="request", code="UNAUTHORIZED", status=401)
        assert await party.status_of_rejoining(ada) == 200


async def test_a_forged_token_gets_nobody_in_and_leaves_one_line(node: Node) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        for name, forge in ATTACKS.items():
            token, told = forge(ada.token), len(node.log())
            if len(token) < MEGABYTE:
                assert await _refusal(node, token) == "UNAUTHORIZED", name
                await _check_log(node, told, token, event="entry refused", code="UNAUTHORIZED")
        assert len((await ada.enter())["users"]) == 1


async def test_a_token_of_a_megabyte_ends_the_connection_unread(node: Node) -> None:
    async with Party([node.url]) as party:
        token = changed(more="x" * MEGABYTE)((await party.invite("Ada")).token)
        told = len(node.log())
        with pytest.raises(Closed):
            await _refusal(node, token)
        assert len(node.log()[told:]) < LONGEST_LINE
        assert token[-40:] not in node.log()


async def _refusal(node: Node, token: str) -> str:
    """The code with which one who shows this token is refused."""
    async with a_websocket(node.url) as wire:
        await wire.say("40/rooms," + json.dumps({"token": token}))
        refusal = await wire.hear()
        assert refusal.startswith("44/rooms,{")
        return str(json.loads(refusal.removeprefix("44/rooms,"))["data"]["code"])
