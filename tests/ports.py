"""Ports for servers of tests.

All lie below those that systems give to outgoing connections, and to those who ask for any: a
client that reconnects to a killed server could be given the server's own port there.
"""

import itertools
import os
import socket
from collections.abc import Iterator

FROM, COUNT = 20_000, 10_000

_numbers = itertools.count(os.getpid() * 37)


def free_ports() -> Iterator[int]:
    """Ports that nobody has, and that no earlier server of this process had: a client left
    over from another test does not find the next server there."""
    for number in _numbers:
        port = FROM + number % COUNT
        if _is_free(port):
            yield port


def free_port() -> int:
    """One of them."""
    return next(free_ports())


def ports_in_a_row(count: int) -> list[int]:
    """So many that follow one another, as `--workers` wants them."""
    row: list[int] = []
    for port in free_ports():
        row = [*row, port] if row and port == row[-1] + 1 else [port]
        if len(row) == count:
            return row
    raise AssertionError("ports never end")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
