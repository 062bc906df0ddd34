"""What the kernel does for connections, as the sockets that listen hand it down to them."""

import socket
from datetime import timedelta

RECEIVED = 32 * 1024
"""Bytes of one connection that the kernel takes in before the node reads them (Linux doubles
what is set). It is also what one connection can put before the node at a time: a burst of
small messages is read in portions, and the others have their turn between them."""

SENT = 128 * 1024
"""Bytes that the kernel takes for one connection beyond what its client has acknowledged. By
itself it goes up to megabytes, and a client that reads nothing is noticed that much later."""

_MILLISECOND = timedelta(milliseconds=1)


def bound(listening: socket.socket, silence: timedelta) -> None:
    """Bound what a connection may hold, and how long a peer may leave sent bytes unacknowledged
    or its window shut (TCP_USER_TIMEOUT, RFC 5482, where the system has it)."""
    with socket.socket(fileno=socket.dup(listening.fileno())) as mine:  # uvloop's own has no setter
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED // 2)
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT // 2)
        if hasattr(socket, "TCP_USER_TIMEOUT") and mine.family != socket.AF_UNIX:
            mine.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, silence // _MILLISECOND)
