"""Connections that have not entered a room."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from entrypoints.addresses import Addresses
from entrypoints.throttled import Limit, Throttled

Leave = Callable[[], None]


class Lobby:
    """Counts the connections outside a room by the address they come from, on this node.

    A connection costs memory and a timer before anybody knows whose it is; what one address
    can make of them has an end.
    """

    def __init__(self, addresses: Addresses, most: int, throttled: Throttled) -> None:
        """At most `most` connections of one address are here at a time."""
        self._addresses = addresses
        self._most = most
        self._throttled = throttled
        self._waiting: dict[str, int] = {}

    def __len__(self) -> int:
        """How many connections are here."""
        return sum(self._waiting.values())

    def arrive(self, scope: Mapping[str, Any]) -> Leave | None:
        """Let the connection of this ASGI scope in. Returns what must be called once when it
        is in a room or gone, or None when too many of its address are here."""
        source = self._addresses.source_of(scope)
        waiting = self._waiting.get(source, 0)
        if waiting >= self._most:
            self._throttled.count(Limit.CONNECTIONS)
            return None
        self._waiting[source] = waiting + 1
        return partial(self._leave, source)

    def _leave(self, source: str) -> None:
        if self._waiting[source] == 1:
            del self._waiting[source]
        else:
            self._waiting[source] -= 1
