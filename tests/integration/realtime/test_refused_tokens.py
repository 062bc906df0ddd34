"""Who is not let in (seed document, "On WebSocket authentication")."""

import asyncio
import json
from typing import Any

import pytest

from tests.forgeries import FORGED
from tests.nodes import Node
from tests.parties import Party
from tests.sites import Site
from tests.wires import Wire, a_wire

SOON = 6.0
"""Seconds in which one who was refused is out; any other stranger may stay for ten."""

NO_TOKENS = {
    "nothing": "",
    "null": "null",
    "no token": "{}",
    "garbage": '{"token":"garbage"}',
    "an empty string": '{"token":""}',
    "a number": '{"token":7}',
    "an object": '{"token":{"token":"x"}}',
    "a list": '{"token":["x"]}',
    "nothing in token": '{"token":null}',
    "5 KB": json.dumps({"token": "x" * 5000}),
    "a list for auth": "[1]",
    "a string for auth": '"garbage"',
    "a number for auth": "7",
    "what no text can hold": '{"token":"\\ud800"}',
}


@pytest.fixture(params=["websocket", "polling"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_forged_token_is_refused_and_the_connection_is_closed(
    node: Node, transport: str
) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        forged = {name: {"token": forge(ada.token)} for name, forge in FORGED.items()}
        cases = {name: json.dumps(auth) for name, auth in forged.items()}
        await _check_each_refused(node, transport, cases)
        assert len((await ada.enter())["users"]) == 1  # the token that they were made of is good


async def test_a_handshake_without_a_token_is_refused_and_the_connection_is_closed(
    node: Node, transport: str
) -> None:
    await _check_each_refused(node, transport, NO_TOKENS)


async def test_a_member_of_a_room_that_is_gone_is_refused(node: Node, wire: Wire) -> None:
    async with Party([node.url]) as party:
        ada = await party.invite("Ada")
        await ada.enter()
        await ada.call("room:close")
        await _check_refused(wire, json.dumps({"token": ada.token}), "ROOM_NOT_FOUND")


async def test_one_who_is_no_member_any_more_is_refused(node: Node, wire: Wire) -> None:
    async with Party([node.url]) as party:
        ada, ben = await party.invite("Ada"), await party.invite("Ben")
        await ada.enter()
        await ada.call("room:kick", {"kickUserId": ben.id})
        await _check_refused(wire, json.dumps({"token": ben.token}), "MEMBER_NOT_FOUND")


@pytest.mark.parametrize("auth", [None, {}, {"token": "garbage"}, {"token": 7}], ids=repr)
async def test_a_stock_client_is_told_why_and_hears_nothing_else(
    site: Site, auth: dict[str, Any] | None
) -> None:
    async with site.party("Ada") as (party, (ada,)):
        stranger = party.known(ada.token)
        await stranger.connect(auth)
        refusal = await stranger.until("connect_error")
        assert set(refusal) == {"message", "data"}
        assert refusal["data"] == {"code": "UNAUTHORIZED"}
        assert stranger.names == ["connect_error"]
        assert not stranger.is_connected
        assert (await ada.call("room:toggle_lock"))["ok"]


async def test_one_who_was_refused_gains_no_time_by_trying_again(wire: Wire) -> None:
    await wire.say('40/rooms,{"token":"garbage"}')
    assert (await wire.hear()).startswith("44/rooms,")
    await wire.say('40/rooms,{"token":"garbage"}')
    rest = await wire.rest()  # it is closed at once: one who polls may come too late to hear why
    assert [packet[:9] for packet in rest] in ([], ["44/rooms,"])


async def _check_each_refused(node: Node, transport: str, auths: dict[str, str]) -> None:
    """All at once: the server leaves each of them a second to hang up by itself."""

    async def check(auth: str) -> None:
        async with a_wire(node.url, transport) as wire:
            await _check_refused(wire, auth, "UNAUTHORIZED")

    checks = [check(auth) for auth in auths.values()]
    found = zip(auths, await asyncio.gather(*checks, return_exceptions=True), strict=True)
    assert {name: wrong for name, wrong in found if wrong is not None} == {}


async def _check_refused(wire: Wire, auth: str, code: str) -> None:
    await wire.say("40/rooms," + auth)
    async with asyncio.timeout(SOON):
        (refusal,) = await wire.rest()  # until the connection is closed
    assert refusal.startswith("44/rooms,{")
    told = json.loads(refusal.removeprefix("44/rooms,"))
    assert set(told) == {"message", "data"}
    assert told["data"] == {"code": code}
    assert told["message"].endswith(".")
