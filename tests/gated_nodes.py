"""Nodes on one store, each behind a gate of its own, to be killed, cut off and brought back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.catches import Catch, Matches, What, having
from tests.gate import Gate
from tests.nodes import Node, on_store, running_node
from tests.servers import ValkeyServer


class GatedNode:
    """A node, and what is in the way between it and the store."""

    def __init__(self, node: Node, gate: Gate) -> None:
        self.node = node
        self.gate = gate
        self.is_alive = True
        self._in_the_way: list[Catch] = []

    @property
    def url(self) -> str:
        return self.node.url

    async def kill(self) -> None:
        """SIGKILL."""
        self.is_alive = False
        self.node.kill()

    async def start(self) -> None:
        """Start it again where it was, if it was killed."""
        if not self.is_alive:
            await asyncio.to_thread(self.node.start)
            self.is_alive = True

    async def cut(self) -> None:
        """Every connection to the store ends; it may be made again."""
        await self.gate.cut()

    async def cut_off(self) -> None:
        """No word gets to the store, until `mend`."""
        self._in_the_way.append(self.gate.cut_at(What.COMMAND, having(), times=sys.maxsize))
        await self.gate.cut()

    def lose(self, what: What, matches: Matches, *, cuts: bool) -> None:
        """The next that matches is lost, and the connection with it if it `cuts`, or `mend`."""
        self._in_the_way.append((self.gate.cut_at if cuts else self.gate.drop)(what, matches))

    def mend(self) -> None:
        """Nothing is in the way any more."""
        while self._in_the_way:
            self._in_the_way.pop().release()


@asynccontextmanager
async def gated_node(store: ValkeyServer, settings: Mapping[str, str]) -> AsyncIterator[GatedNode]:
    async with Gate(store.unix_path) as gate, running_node(on_store(gate.url) | settings) as node:
        gated = GatedNode(node, gate)
        yield gated
        gated.mend()
