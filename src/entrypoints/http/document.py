"""The API described for machines: OpenAPI 3.1."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import HttpMethod
from litestar.handlers import HTTPRouteHandler

from entrypoints.http.described_answers import answers_of
from entrypoints.http.header_fields import ANSWERED, SENT
from entrypoints.http.idempotency import HEADER
from entrypoints.http.node_operations import DOCUMENTS, HEALTH, METRICS
from entrypoints.http.operation import OPERATION, Operation
from entrypoints.http.problems import Problem
from entrypoints.http.room_operations import TAG
from entrypoints.http.schemas import Schema, schemas_of, typed_code
from entrypoints.room_rules import RoomRules

ABOUT = """Short-lived rooms that people enter with a code. HTTP creates and joins rooms; sockets
run them (`/asyncapi.json`); one token is a user's whole identity.

- Bodies are JSON in UTF-8 of at most 16 KiB. A field that is not described is refused.
- **Errors** are problem documents (RFC 9457) with a `code`, which is for programs. Whatever else
  is asked is a `NOT_FOUND` (404) or a `METHOD_NOT_ALLOWED` (405).
- `HEAD` works wherever `GET` does, and answers what it would, without the body.
- **Create and join may be repeated** with an `Idempotency-Key`, when their answer did not arrive
  or was a 503.
- **Rate limits** hold in sliding windows; `RateLimit` tells what is left, `Retry-After` when to
  come back.
"""

TAGS = {
    TAG: "Open a room, look at it, join it, come back to it.",
    HEALTH: "What load balancers and supervisors ask.",
    METRICS: "What Prometheus asks.",
    DOCUMENTS: "The API, described for programs.",
}

TOKEN = "token"  # noqa: S105
"""The name of the security scheme of users."""

METRICS_TOKEN = "metricsToken"  # noqa: S105
"""The name of the security scheme of those who run the node."""


def openapi_document(routes: Sequence[HTTPRouteHandler], rules: RoomRules, version: str) -> bytes:
    """The OpenAPI document of these routes, as JSON. Each has an `Operation` in its `opt`."""
    operations = [(route, route.opt[OPERATION]) for route in routes]
    references, schemas = schemas_of(_kinds(told for _, told in operations), rules)
    paths: dict[str, Any] = {}
    for route, told in operations:
        for path, method in _places(route):
            described = _described(told, references) | _parameters(path, told)
            paths.setdefault(path, {})[method] = described
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Greenroom", "version": version, "description": ABOUT},
            "servers": [{"url": "/", "description": "This server"}],
            "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "parameters": SENT | {"code": _code(rules)},
                "headers": {name: {"required": True} | said for name, said in ANSWERED.items()},
                "securitySchemes": {TOKEN: _token(), METRICS_TOKEN: _metrics_token()},
            },
        }
    )


def _kinds(operations: Iterable[Operation]) -> Iterable[type[msgspec.Struct]]:
    """The kinds of everything that is sent and answered, each once."""
    found: dict[type[msgspec.Struct], None] = {Problem: None}
    for told in operations:
        bodies = [*told.bodies.values()]
        answers = [example for reply in told.replies for example in reply.examples.values()]
        found |= {type(example): None for example in bodies + answers}
    return found


def _places(route: HTTPRouteHandler) -> Iterable[tuple[str, str]]:
    """Path and method, as the document has them. `HEAD` is not described one by one."""
    methods = sorted(HttpMethod(method).value.lower() for method in route.http_methods)
    paths = sorted(path.replace(":str", "") for path in route.paths)
    return [(path, method) for path in paths for method in methods if method in ("get", "post")]


def _described(told: Operation, references: dict[type[msgspec.Struct], Schema]) -> Schema:
    described: Schema = {
        "operationId": told.id,
        "tags": [told.tag],
        "summary": told.summary,
        "description": told.description,
        "responses": answers_of(told, references),
    }
    if told.takes_token:
        described["security"] = [{TOKEN: []}]
    if told.may_take_token:
        described["security"] = [{}, {METRICS_TOKEN: []}]
    if told.bodies:
        described["requestBody"] = {"required": True, "content": _content(told, references)}
    return described


def _content(told: Operation, references: dict[type[msgspec.Struct], Schema]) -> Schema:
    kind = type(next(iter(told.bodies.values())))
    examples = {name: {"value": msgspec.to_builtins(body)} for name, body in told.bodies.items()}
    return {"application/json": {"schema": references[kind], "examples": examples}}


def _parameters(path: str, told: Operation) -> Schema:
    taken = [
        *(["code"] if "{code}" in path else []),
        *([HEADER] if told.takes_key else []),
        "X-Request-ID",
    ]
    return {"parameters": [{"$ref": f"#/components/parameters/{name}"} for name in taken]}


def _code(rules: RoomRules) -> Schema:
    return {
        "name": "code",
        "in": "path",
        "required": True,
        "description": "The room's code, as someone typed it: "
        + ("case matters." if rules.codes.minds_case else "in either case."),
        "schema": typed_code(rules),
        "example": rules.example_code,
    }


def _token() -> Schema:
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "What `createRoom` and `joinRoom` answer.",
    }


def _metrics_token() -> Schema:
    return {
        "type": "http",
        "scheme": "bearer",
        "description": "What the node was given as `METRICS_TOKEN`. Without one, it asks for none.",
    }
