"""The API described for machines: OpenAPI."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from entrypoints.http.idempotency import DESCRIPTION, HEADER, PATTERN
from entrypoints.http.routes import BODY, REPEATABLE, TOKEN


def openapi_document(routes: Sequence[HTTPRouteHandler], version: str) -> bytes:
    """The OpenAPI document of these routes, as JSON.

    Described by an application of its own: the framework's OpenAPI configuration would add
    routes to the real one, among them pages that answer for every unknown path.
    """
    described = Litestar(routes, openapi_config=_config(version), logging_config=None)
    document = described.openapi_schema.to_schema()
    _describe_bodies(document, routes)
    _describe_keys(document, routes)
    for path in document["paths"].values():
        path.pop("head", None)
    return msgspec.json.encode(document)


def _config(version: str) -> OpenAPIConfig:
    token = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")
    return OpenAPIConfig(
        title="Greenroom",
        version=version,
        description="Short-lived rooms that people enter with a code.",
        components=Components(security_schemes={TOKEN: token}),
        use_handler_docstrings=True,
    )


def _describe_bodies(document: dict[str, Any], routes: Sequence[HTTPRouteHandler]) -> None:
    """Add the bodies, which the framework does not see as the handlers read them themselves."""
    posts = {path: route.opt[BODY] for route in routes if BODY in route.opt for path in route.paths}
    schemas, components = msgspec.json.schema_components(
        posts.values(), ref_template="#/components/schemas/{name}"
    )
    document["components"]["schemas"].update(components)
    for path, schema in zip(posts, schemas, strict=True):
        _post(document, path)["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }


def _describe_keys(document: dict[str, Any], routes: Sequence[HTTPRouteHandler]) -> None:
    """Add the header that makes a request repeatable, which the handlers read themselves too."""
    header = {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": DESCRIPTION,
        "schema": {"type": "string", "pattern": PATTERN},
    }
    for path in (path for route in routes if REPEATABLE in route.opt for path in route.paths):
        _post(document, path).setdefault("parameters", []).append(header)


def _post(document: dict[str, Any], path: str) -> dict[str, Any]:
    """The description of the POST at a route's path."""
    described: dict[str, Any] = document["paths"][path.replace(":str", "")]["post"]
    return described
