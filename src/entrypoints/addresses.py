"""Who asks, as far as the network can tell."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address

UNKNOWN = "unknown"
"""The source of requests over a Unix socket, which have no address."""

SUBSCRIBER = 64
"""Bits of an IPv6 address that name a customer; the rest is the customer's to choose."""


class Addresses:
    """Finds the address of the client behind a request or a WebSocket (its ASGI scope).

    It is the peer, or, when the peer is one of the `trusted` proxies (addresses and networks),
    the right-most entry of `X-Forwarded-For` that is not one of them: what stands further left
    may be anybody's invention. Raises `ValueError` for a proxy that is neither.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        self._trusted = tuple(ip_network(proxy.strip(), strict=False) for proxy in trusted)

    def source_of(self, scope: Mapping[str, Any]) -> str:
        """The name under which the client's requests are counted; IPv6 clients by their /64."""
        peer = _read(scope["client"][0]) if scope["client"] else None
        if peer is None:
            return UNKNOWN
        if self._trusted and self._is_trusted(peer):
            peer = self._forwarded_to(peer, scope)
        return _source(peer)

    def is_proxy(self, scope: Mapping[str, Any]) -> bool:
        """Whether it is a trusted proxy that asks: what it adds to a request is believed."""
        peer = _read(scope["client"][0]) if scope["client"] else None
        return peer is not None and self._is_trusted(peer)

    def _forwarded_to(self, proxy: Address, scope: Mapping[str, Any]) -> Address:
        """The client that the chain of trusted proxies speaks for; the last proxy if unreadable."""
        lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        for entry in reversed(b",".join(lines).decode("latin-1").split(",")):
            address = _read(entry)
            if address is None:
                return proxy
            if not self._is_trusted(address):
                return address
            proxy = address
        return proxy

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


@lru_cache(4096)
def _read(text: str) -> Address | None:
    """The address in an entry, with or without a port, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(4096)
def _source(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return f"{IPv6Address(int(address) >> SUBSCRIBER << SUBSCRIBER)}/{SUBSCRIBER}"
