"""Which web pages may use the server (the CORS protocol of the Fetch standard)."""

import re
from collections.abc import Iterable

from entrypoints.http.answer import Headers

ANY = "*"
HOST = re.compile(r"[0-9a-z.\-:\[\]]+")

EXPOSED = b"Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"

PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, X-Request-ID",
    "access-control-max-age": "600",
}
"""What a browser may send, in seconds how long it may remember that."""


class Origins:
    """The origins that are allowed: a list, or any when `*` is in it.

    The server's own always is. Its scheme is not compared: behind a proxy that ends TLS the
    server does not know it. Credentials are never allowed, for the API takes no cookies.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(origin.strip().rstrip("/").lower() for origin in allowed)

    def allows(self, origin: str, host: str) -> bool:
        """Whether a page of this `Origin` may ask, at the `Host` that it asks."""
        origin, host = origin.lower(), host.lower()
        if ANY in self._allowed or origin in self._allowed:
            return True
        return origin.partition("://")[2] == host and HOST.fullmatch(host) is not None

    def headers_for(self, origin: bytes | None, host: bytes) -> Headers:
        """What an answer says to the browser of a page of this origin."""
        if ANY in self._allowed:
            return [ALLOW_ANY, EXPOSE] if origin is not None else []
        if origin is None or not self.allows(origin.decode("latin-1"), host.decode("latin-1")):
            return [VARY]
        return [(b"access-control-allow-origin", origin), EXPOSE, VARY]


ALLOW_ANY = (b"access-control-allow-origin", b"*")
EXPOSE = (b"access-control-expose-headers", EXPOSED)
VARY = (b"vary", b"Origin")
