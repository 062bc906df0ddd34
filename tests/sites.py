"""Where people meet: a store, one node or two, and a transport."""

from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from greenroom_client import Transport
from tests.nodes import Node
from tests.parties import Party, a_party
from tests.players import Player

SITES = (
    "memory, websocket",
    "memory, polling",
    "valkey, websocket",
    "two nodes, polling",
    "two nodes, upgrade",
)
"""Every store, every transport, one node and two; not each with each, they meet in few places."""


class Site(NamedTuple):
    """Nodes that share a store, and the transport over which people come."""

    nodes: tuple[Node, ...]
    transport: Transport

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def party(self, *names: str) -> AbstractAsyncContextManager[tuple[Party, list[Player]]]:
        """A room in which these people are, on each node in turn; the first one is its host."""
        return a_party(self.urls, *names, transport=self.transport)
