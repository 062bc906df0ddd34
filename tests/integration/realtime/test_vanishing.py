"""People who are gone without a word (DESIGN: offline within ping interval and timeout)."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.nodes import SECRET, Node, node_process
from tests.parties import Party, a_party
from tests.sites import Site
from tests.wires import Closed, Wire, a_websocket, a_wire, event_in

IMPATIENT = {"JWT_SECRET": SECRET, "PING_INTERVAL_MS": "1000", "PING_TIMEOUT_MS": "1000"}


@pytest.fixture(scope="module")
def impatient() -> Iterator[Node]:
    """A node that asks often for a sign of life."""
    with node_process(IMPATIENT) as node:
        yield node
        assert node.complaints() == []


@pytest.fixture(params=["websocket", "polling"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_one_whose_connection_breaks_is_offline(site: Site) -> None:
    async with site.party("Ada") as (party, (ada,)), a_websocket(site.urls[-1]) as wire:
        ben = await party.invite("Ben")
        await wire.enter(ben.token)
        await ada.until("user:connected")
        await wire.abort()
        user = (await ada.until("user:disconnected"))["user"]
        assert (user["id"], user["isConnected"]) == (ben.id, False)
        users = (await ben.enter())["users"]
        assert [user["isConnected"] for user in users] == [True, True]


async def test_one_who_answers_no_ping_is_offline_and_cut_off(
    impatient: Node, transport: str
) -> None:
    async with a_party([impatient.url], "Ada") as (party, (ada,)):
        async with a_wire(impatient.url, transport) as wire:
            wire.answers_pings = False
            ben = await party.invite("Ben")
            await wire.enter(ben.token)
            heard = await wire.rest()
        user = (await ada.until("user:disconnected"))["user"]
        assert (user["id"], user["isConnected"]) == (ben.id, False)
        assert ada.is_connected
        assert all("user:" in packet for packet in heard)


async def test_one_who_polls_no_more_is_offline(impatient: Node) -> None:
    poll = a_wire(impatient.url, "polling")
    async with a_party([impatient.url], "Ada") as (party, (ada,)), poll as wire:
        ben = await party.invite("Ben")
        await wire.enter(ben.token)
        user = (await ada.until("user:disconnected"))["user"]
        assert (user["id"], user["isConnected"]) == (ben.id, False)


async def test_one_who_answers_pings_stays(impatient: Node, transport: str) -> None:
    wiring = a_wire(impatient.url, transport)
    async with a_party([impatient.url], "Ada") as (party, (ada,)), wiring as wire:
        await wire.enter((await party.invite("Ben")).token)
        hearing = asyncio.create_task(wire.hear())
        await asyncio.sleep(4)
        assert (await ada.call("room:toggle_lock"))["ok"]
        assert event_in(await hearing) == ["room:lock_toggled", {"isLocked": True}]
        assert "user:disconnected" not in ada.names


async def test_one_who_says_goodbye_is_offline_at_once(site: Site) -> None:
    for farewell in ("41/rooms,", "1"):
        async with site.party("Ada") as (party, (ada,)), a_websocket(site.urls[-1]) as wire:
            ben = await party.invite("Ben")
            await wire.enter(ben.token)
            await wire.say(farewell)
            assert (await ada.until("user:disconnected"))["user"]["id"] == ben.id
            assert await wire.rest() == []


async def test_one_who_goes_while_entering_is_offline(site: Site) -> None:
    async with site.party("Ada") as (party, (ada,)):
        for number in range(5):
            ben = await party.invite(f"Ben {number}")
            async with a_websocket(site.urls[-1]) as wire:
                await wire.say(f'40/rooms,{{"token":"{ben.token}"}}')
                await wire.abort()
        await party.hush(ada)
        await _until_alone(party, ada.token)


@pytest.mark.parametrize("farewell", ["1", "41/rooms,"])
async def test_the_poll_of_one_who_says_goodbye_is_ended(node: Node, farewell: str) -> None:
    async with Party([node.url]) as party, a_wire(node.url, "polling") as wire:
        await wire.enter((await party.invite("Ada")).token)
        async with asyncio.timeout(5):
            rest = asyncio.create_task(wire.rest())
            await asyncio.sleep(0.2)
            await wire.say(farewell, "1")
            assert await rest == []


async def test_a_connection_that_enters_no_room_is_closed(node: Node) -> None:
    async with a_wire(node.url, "websocket") as one, a_wire(node.url, "polling") as other:
        rests = asyncio.gather(_until_closed(one), _until_closed(other))
        await asyncio.wait_for(rests, 30)


async def _until_closed(wire: Wire) -> None:
    """Like `rest`, with more patience: the server has some as well."""
    try:
        while True:
            try:
                await wire.hear()
            except TimeoutError:
                continue
    except Closed:
        return


async def _until_alone(party: Party, token: str) -> None:
    """Returns when only the bearer of the token is connected."""
    async with asyncio.timeout(10):
        while True:
            users = (await party.known(token).enter())["users"]
            if sum(user["isConnected"] for user in users) == 1:
                return
            await asyncio.sleep(0.1)
