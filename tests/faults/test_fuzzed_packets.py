"""Packets that are almost right, by the ten thousand: nothing is left of them."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.counted_node import SETTINGS, CountedNode
from tests.efforts import times
from tests.footprints import open_files, resident, until
from tests.fuzzing import Fuzzer
from tests.raw_websocket import RawWebSocket
from tests.wires import PATH, SEPARATOR
from tests.witness.sockets import SocketWitness

PACKETS = times(quick=20_000, long=120_000)
WARM = 2_000
"""Packets after which the node has grown as far as it has to."""

AT_ONCE = 25
"""Packets on one connection at most, and in one body."""

WORKERS = 4
HEARS = 0.05
"""Seconds to wait for the end, which does not come when the last frame seems to go on."""

GROWTH = 12 * 1024 * 1024
"""Bytes of memory. A connection that is kept for each hundredth packet would be more."""


@pytest.fixture
def node(witness: SocketWitness) -> Iterator[CountedNode]:
    with (
        tempfile.TemporaryDirectory(prefix="node-") as folder,
        witness.listening(Path(folder)) as heard,
    ):
        settings = SETTINGS | heard | {"PING_INTERVAL_MS": "1000", "PING_TIMEOUT_MS": "1000"}
        node = CountedNode(settings, Path(folder))
        try:
            node.start()
            yield node
            assert node.stop() == 0
        finally:
            node.kill()


class Attacker:
    """Someone in a room of their own, who sends whatever a fuzzer makes."""

    def __init__(self, url: str, seed: int) -> None:
        self.heard = 0
        self._url = url
        self._fuzzer = Fuzzer(seed)
        self._token = ""

    def attack(self, count: int) -> None:
        """Throw so many packets at the node, a tenth of them by polling."""
        with httpx.Client(base_url=self._url, trust_env=False) as http:
            while count > 0:
                some = min(self._fuzzer.chance.randrange(1, AT_ONCE + 1), count)
                if self._fuzzer.chance.random() < 0.1:
                    self._by_polling(http, some)
                else:
                    self._by_websocket(http, some)
                count -= some

    def _by_websocket(self, http: httpx.Client, count: int) -> None:
        with RawWebSocket(self._url) as client, suppress(OSError, EOFError):
            if self._fuzzer.chance.random() < 0.8:
                client.say(self._entry(http))
                client.hear()
            client.send(b"".join(self._fuzzer.frame() for _ in range(count)))
            client.say("1")
            if self._fuzzer.chance.random() < 0.8:  # the others vanish
                client.link.settimeout(HEARS)
                self.heard += len(client.rest())

    def _by_polling(self, http: httpx.Client, count: int) -> None:
        sid = json.loads(http.get(f"{PATH}polling").text[1:])["sid"]
        path = f"{PATH}polling&sid={sid}"
        if self._fuzzer.chance.random() < 0.8:
            http.post(path, content=self._entry(http))
            http.get(path)
        packets = [self._fuzzer.packet() for _ in range(count)]
        answer = http.post(path, content=SEPARATOR.join(packets).encode()[:16_000])
        assert answer.status_code in (200, 400), answer
        if self._fuzzer.chance.random() < 0.8:  # the others are not seen again
            http.post(path, content="1")

    def _entry(self, http: httpx.Client) -> str:
        """The way into a room. It may be closed, or left, by what was sent before."""
        if not self._token or self._fuzzer.chance.random() < 0.1:
            made = http.post("/rooms", json={"displayName": "Fuzzy"})
            self._token = made.raise_for_status().json()["token"]
        return f'40/rooms,{{"token":"{self._token}"}}'


async def test_nothing_is_left_of_fuzzed_packets(node: CountedNode) -> None:
    idle, files = node.counts(), open_files(node.pid)
    await _attack(node, WARM, seed=1)
    memory = resident(node.pid)
    heard = await _attack(node, PACKETS, seed=2)
    assert heard > PACKETS / 20  # they are not all of them noise
    assert await asyncio.to_thread(until, lambda: node.counts() == idle, 30), node.counts()
    assert await asyncio.to_thread(until, lambda: open_files(node.pid) <= files, 10)
    assert resident(node.pid) < memory + GROWTH
    assert node.complaints() == []


async def _attack(node: CountedNode, count: int, seed: int) -> int:
    """From several sides at a time. Returns how many frames came back."""
    attackers = [Attacker(node.url, seed * 1000 + number) for number in range(WORKERS)]
    share = count // WORKERS
    await asyncio.gather(*(asyncio.to_thread(one.attack, share) for one in attackers))
    return sum(one.heard for one in attackers)
