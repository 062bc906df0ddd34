"""The header fields of the API, as they are described."""

from typing import Any

from entrypoints.http.correlation import WELL_FORMED
from entrypoints.http.idempotency import DESCRIPTION, HEADER, PATTERN

BUDGETS = r'^("[a-z]+";{0}=\d+;{1}=\d+)(, "[a-z]+";{0}=\d+;{1}=\d+)*$'

ANSWERED: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "The name of this request in the server's log; the client's own, if it "
        "sent a well-formed one.",
        "schema": {"type": "string", "pattern": f"^{WELL_FORMED.pattern.decode()}$"},
        "example": "q7_KyHsxTtSyx0s0cLmHJA",
    },
    "RateLimit-Policy": {
        "description": "The budgets that were asked: `q` requests in any `w` seconds "
        "(draft-ietf-httpapi-ratelimit-headers).",
        "schema": {"type": "string", "pattern": BUDGETS.format("q", "w")},
        "example": '"default";q=20;w=60',
    },
    "RateLimit": {
        "description": "What is left of each: `r` requests; in `t` seconds the oldest one stops "
        "counting (draft-ietf-httpapi-ratelimit-headers).",
        "schema": {"type": "string", "pattern": BUDGETS.format("r", "t")},
        "example": '"default";r=19;t=60',
    },
    "Retry-After": {
        "description": "Seconds after which to try again (RFC 9110, 10.2.3).",
        "schema": {"type": "integer", "minimum": 1},
        "example": 17,
    },
    "WWW-Authenticate": {
        "description": "The challenge (RFC 6750, 3). The error is named to one who showed a token.",
        "schema": {"type": "string", "pattern": '^Bearer realm="greenroom"'},
        "example": 'Bearer realm="greenroom", error="invalid_token"',
    },
    "Location": {
        "description": "The path of the new room.",
        "schema": {"type": "string", "format": "uri-reference"},
        "example": "/rooms/S33WAQ",
    },
    "Accept": {
        "description": "The type that a body must have (RFC 9110, 12.5.1).",
        "schema": {"type": "string", "const": "application/json"},
        "example": "application/json",
    },
    "Accept-Encoding": {
        "description": "The coding that a body must have (RFC 9110, 12.5.3).",
        "schema": {"type": "string", "const": "identity"},
        "example": "identity",
    },
}
"""What answers say beside their body, by name; each is there whenever it is not said that it may
be missing."""

SENT: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "name": "X-Request-ID",
        "in": "header",
        "required": False,
        "description": "A name for this request, for the log: 1 to 64 letters, digits, `.`, `_` "
        "and `-`. Any other is replaced.",
        "schema": {"type": "string"},
        "example": "my-request-1",
    },
    HEADER: {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": DESCRIPTION,
        "schema": {"type": "string", "pattern": PATTERN},
        "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    },
}
"""What requests may say beside their body."""
