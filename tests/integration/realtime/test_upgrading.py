"""From polling to a WebSocket (Engine.IO protocol 4, "Upgrade"), by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.nodes import Node
from tests.parties import Party
from tests.wires import PollingWire, WebSocketWire, a_poll, event_in

PROBE, PROBED, UPGRADE = "2probe", "3probe", "5"


@asynccontextmanager
async def _beside(node: Node, poll: PollingWire) -> AsyncIterator[WebSocketWire]:
    """A WebSocket for a connection that polls so far."""
    address = node.url.replace("http", "ws", 1) + poll.path.replace("polling", "websocket")
    async with connect(address, proxy=None) as link:
        yield WebSocketWire(link)


async def test_a_connection_goes_on_where_it_was(node: Node) -> None:
    async with Party([node.url]) as party, a_poll(node.url) as poll:
        await poll.enter((await party.invite("Ada")).token)
        async with _beside(node, poll) as wire:
            await wire.say(PROBE)
            assert await wire.hear() == PROBED
            await wire.say(UPGRADE)
            assert await wire.ask("room:toggle_lock") == {"ok": True}
            await poll.say('42/rooms,["room:toggle_lock"]')
            assert poll.statuses[-1] == 400  # only one way at a time
            assert (await party.room()).is_locked is True
            assert await wire.ask("room:leave") == {"ok": True}


async def test_what_happens_during_an_upgrade_is_heard_after_it(node: Node) -> None:
    async with Party([node.url]) as party, a_poll(node.url) as poll:
        ada, ben = await party.welcome("Ada"), await party.invite("Ben")
        await poll.enter(ben.token)
        async with _beside(node, poll) as wire:
            await wire.say(PROBE)
            assert await wire.hear() == PROBED
            assert (await ada.call("room:toggle_lock"))["ok"]
            assert (await ada.call("room:toggle_lock"))["ok"]
            await wire.say(UPGRADE)
            for is_locked in (True, False):
                assert event_in(await wire.hear()) == ["room:lock_toggled", {"isLocked": is_locked}]


@pytest.mark.parametrize("words", [["x"], ["3"], [UPGRADE], [PROBE, "x"], [PROBE, "6"]], ids=str)
async def test_an_upgrade_that_fails_leaves_the_connection_as_it_was(
    node: Node, words: list[str]
) -> None:
    async with Party([node.url]) as party, a_poll(node.url) as poll:
        await poll.enter((await party.invite("Ada")).token)
        async with _beside(node, poll) as wire:
            await wire.say(*words)
            assert await wire.rest() in ([], [PROBED])
        assert await poll.ask("room:toggle_lock") == {"ok": True}


async def test_an_upgrade_of_nothing_is_refused(node: Node) -> None:
    async with a_poll(node.url) as poll:
        poll.path = poll.path.replace("sid=", "sid=x")
        with pytest.raises(InvalidStatus) as refused:
            async with _beside(node, poll):
                pass
        assert refused.value.response.status_code in (400, 403)


async def test_a_second_upgrade_beside_the_first_takes_nothing_from_it(node: Node) -> None:
    async with Party([node.url]) as party, a_poll(node.url) as poll:
        await poll.enter((await party.invite("Ada")).token)
        async with _beside(node, poll) as first, _beside(node, poll) as second:
            await first.say(PROBE)
            assert await first.hear() == PROBED
            await second.say(PROBE)
            assert await second.rest() == []
            await first.say(UPGRADE)
            assert await first.ask("room:toggle_lock") == {"ok": True}
