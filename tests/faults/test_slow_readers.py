"""A client that stops reading while its room is busy costs the node little, and nobody else
anything."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.footprints import open_files, resident, until
from tests.nodes import Node, node_process
from tests.parties import Party
from tests.raw_websocket import PONG_PACKET, RawWebSocket
from tests.wires import EVENT, Wire, a_poll, a_websocket, event_in

AT_A_TIME = 50
"""Commands on their way; the inbox takes 64."""

ENOUGH = 20_000
"""Commands after which the reader must have been given up: 1.3 MB for it to read."""

WARM = 1_000

SLACK = 3.0
"""Seconds that a busy machine may add."""


@pytest.fixture
def node() -> Iterator[Node]:
    with node_process({}) as node:
        yield node
        assert node.complaints() == []


class Audience:
    """Someone who hears what there is to hear of the room, while others are busy."""

    def __init__(self, wire: Wire) -> None:
        self.locks: list[bool] = []
        self.gone: list[str] = []
        self._listening = asyncio.create_task(self._listen(wire))

    async def leave(self) -> None:
        self._listening.cancel()
        await asyncio.wait([self._listening])

    async def _listen(self, wire: Wire) -> None:
        while True:
            try:
                packet = await wire.hear()
            except TimeoutError:
                continue
            name, *rest = event_in(packet)
            if name == "room:lock_toggled":
                self.locks.append(rest[0]["isLocked"])
            elif name == "user:disconnected":
                self.gone.append(rest[0]["user"]["id"])


async def toggle(wire: Wire, times: int) -> None:
    """Lock the room and unlock it, so many times in all."""
    for first in range(0, times, AT_A_TIME):
        await wire.say(*[f'{EVENT}{first}["room:toggle_lock"]'] * AT_A_TIME)
        answered = 0
        while answered < AT_A_TIME:
            packet = await wire.hear()
            if packet.startswith("43"):
                assert '"ok":true' in packet
                answered += 1


async def toggle_until_gone(wire: Wire, audience: Audience, user_id: str) -> int:
    """Keep the room busy until this user is given up. Returns how many commands that took."""
    sent = 0
    while user_id not in audience.gone:
        assert sent < ENOUGH, "it is still there"
        await toggle(wire, AT_A_TIME)
        sent += AT_A_TIME
    return sent


async def test_one_who_reads_a_websocket_no_more_is_cut_off(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as host:
        ada, ben, eve = [await party.invite(name) for name in ("Ada", "Ben", "Eve")]
        await host.enter(ada.token)
        async with a_websocket(node.url) as other:
            await other.enter(ben.token)
            audience = Audience(other)
            await toggle(host, WARM)
            memory, files = resident(node.pid), open_files(node.pid)
            with RawWebSocket(node.url, buffer=4096) as slow:
                slow.enter(eve.token)
                sent = await toggle_until_gone(host, audience, eve.id)
                assert await asyncio.to_thread(until, lambda: open_files(node.pid) == files, 5)
                await toggle(host, AT_A_TIME)
            assert resident(node.pid) < memory * 1.1
            await party.hush(await party.welcome("Last"))
            expected = WARM + sent + AT_A_TIME
            await _heard(audience, expected)
            assert audience.locks == [True, False] * (expected // 2)
            assert audience.gone == [eve.id]
            await audience.leave()


async def test_one_who_polls_no_more_is_cut_off(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as host:
        ada, ben, eve = [await party.invite(name) for name in ("Ada", "Ben", "Eve")]
        await host.enter(ada.token)
        async with a_websocket(node.url) as other, a_poll(node.url) as slow:
            await other.enter(ben.token)
            audience = Audience(other)
            await toggle(host, WARM)
            memory = resident(node.pid)
            await slow.enter(eve.token)
            await toggle_until_gone(host, audience, eve.id)
            assert resident(node.pid) < memory * 1.1
            assert (await slow.http.get(slow.path)).status_code == 400
            await audience.leave()


async def test_one_who_reads_nothing_of_a_quiet_room_is_given_up() -> None:
    """It says that it is there without being asked, too often for the kernel to ask it, which
    has taken all that it owes. What it can't say is what it was asked below Engine.IO."""
    settings = {"PING_INTERVAL_MS": "1000", "PING_TIMEOUT_MS": "1000"}
    with node_process(settings) as node:
        async with Party([node.url]) as party, a_websocket(node.url) as host:
            ada, eve = [await party.invite(name) for name in ("Ada", "Eve")]
            await host.enter(ada.token)
            with RawWebSocket(node.url, buffer=2048) as slow:
                slow.enter(eve.token)
                await toggle(host, 400)
                async with asyncio.timeout(2 + SLACK):
                    await _blind(slow, host)
        assert node.complaints() == []


async def _blind(slow: RawWebSocket, host: Wire) -> None:
    """Say that one is there, until others hear that one is not."""

    async def talk() -> None:
        while True:
            slow.say(PONG_PACKET)
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    while "user:disconnected" not in await host.hear():
        pass
    talking.cancel()
    await asyncio.wait([talking])


async def _heard(audience: Audience, count: int) -> None:
    async with asyncio.timeout(10):
        while len(audience.locks) < count:
            await asyncio.sleep(0.02)
