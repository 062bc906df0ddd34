"""Where browsers find a node."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

NOBODY = {4: (socket.AF_INET, "198.51.100.1"), 6: (socket.AF_INET6, "2001:db8::1")}
"""Addresses that belong to nobody, outside of any network (RFC 5737, RFC 3849)."""

LOOPBACK = {4: "127.0.0.1", 6: "::1"}

_DISCARD = 9  # a port, as connecting wants one


def seen_at(host: str, port: int) -> dict[str, str]:
    """Where a browser finds the node that listens there: `at`, on this machine.

    No browser likes "all addresses". Where the node listens on all of them, `phones` is where
    one in the same network finds it, if this machine is in a network.
    """
    listening = ip_address(host)
    if not listening.is_unspecified:
        return {"at": f"{url(host, port)}/"}
    here, outside = LOOPBACK[listening.version], _outside(listening)
    found = {"at": f"{url(here, port)}/"}
    return found | {"phones": f"{url(outside, port)}/"} if outside else found


def url(host: str, port: int) -> str:
    """What stands for the node in front of a path."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _outside(listening: IPv4Address | IPv6Address) -> str | None:
    """The address from which this machine speaks to others. Connecting a datagram socket sends
    nothing; it asks the kernel for a route. None where there is none."""
    family, nobody = NOBODY[listening.version]
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((nobody, _DISCARD))
        except OSError:
            return None
        return str(asking.getsockname()[0])
