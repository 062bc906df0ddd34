"""What every answer says to browsers, so that they make nothing else of it."""

from entrypoints.http.answer import Headers

SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Tokens must not lie in a cache, and a room is another in a second.
    (b"cache-control", b"no-store"),
]
"""A handler that sets one of them itself keeps its own."""
