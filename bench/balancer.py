"""A load balancer in small: connections go to the nodes in turn, past those that refuse them."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any


class Balancer:
    """Where connections arrived: `arrivals` are the times (monotonic) and the ports of nodes."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.arrivals: list[tuple[float, int]] = []
        self.turned_away = 0
        self._ports = ports
        self._turns = itertools.count()
        self._under_way: set[asyncio.Task[None]] = set()

    def take(self, client: "_End") -> None:
        """Find a node for one who has come."""
        task = asyncio.create_task(self._lead(client))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _lead(self, client: "_End") -> None:
        first = next(self._turns)
        for number in range(len(self._ports)):
            port = self._ports[(first + number) % len(self._ports)]
            try:
                loop = asyncio.get_running_loop()
                _, node = await loop.create_connection(_End, "127.0.0.1", port)
            except OSError:
                continue
            self.arrivals.append((time.monotonic(), port))
            client.meet(node)
            return
        self.turned_away += 1
        client.close()


class _End(asyncio.Protocol):
    """One side of a connection; what comes here goes out at the other."""

    def __init__(self, balancer: Balancer | None = None) -> None:
        self._balancer = balancer
        self._other: _End | None = None
        self._early = bytearray()
        self._is_closed = False

    def meet(self, other: "_End") -> None:
        self._other, other._other = other, self
        other.write(bytes(self._early))
        if self._is_closed:
            other.close()

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    def close(self) -> None:
        if not self._is_closed:
            self._transport.close()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        if self._balancer is not None:
            self._balancer.take(self)

    def data_received(self, data: bytes) -> None:
        if self._other is None:
            self._early += data
        else:
            self._other.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._is_closed = True
        if self._other is not None:
            self._other.close()


@asynccontextmanager
async def balancing(ports: Sequence[int]) -> AsyncIterator[tuple[str, Balancer]]:
    """A balancer before the nodes at these ports, and its URL."""
    balancer = Balancer(ports)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _End(balancer), "127.0.0.1", 0, backlog=4096)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", balancer
    finally:
        server.close()
