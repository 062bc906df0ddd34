"""Where each endpoint is, and what its description says of it."""

from collections.abc import Mapping

from litestar import HttpMethod, post, route
from litestar.handlers import HTTPRouteHandler

from entrypoints.http.health import HealthEndpoint
from entrypoints.http.metrics_endpoint import PATH as METRICS
from entrypoints.http.metrics_endpoint import MetricsEndpoint
from entrypoints.http.node_operations import (
    GET_ASYNCAPI,
    GET_HEALTH,
    GET_LIVENESS,
    GET_METRICS,
    GET_OPENAPI,
    GET_READINESS,
)
from entrypoints.http.operation import OPERATION, Operation
from entrypoints.http.room_operations import creating, joining, looking, rejoining
from entrypoints.http.rooms import RoomEndpoints
from entrypoints.room_rules import RoomRules

READ = (HttpMethod.GET, HttpMethod.HEAD)
OPENAPI, ASYNCAPI = "/openapi.json", "/asyncapi.json"
DOCUMENTS = {OPENAPI: GET_OPENAPI, ASYNCAPI: GET_ASYNCAPI}


def room_routes(rooms: RoomEndpoints, rules: RoomRules) -> list[HTTPRouteHandler]:
    """The room endpoints, at their paths."""
    room = "/rooms/{code:str}"
    return [
        post("/rooms", status_code=201, opt=_told(creating(rules)))(rooms.create),
        route(room, http_method=READ, opt=_told(looking(rules)))(rooms.get),
        post(f"{room}/join", status_code=200, opt=_told(joining(rules)))(rooms.join),
        post(f"{room}/rejoin", status_code=200, opt=_told(rejoining(rules)))(rooms.rejoin),
    ]


def health_routes(health: HealthEndpoint) -> list[HTTPRouteHandler]:
    """`GET /health`, the same as `/health/ready`, and `/health/live`."""
    return [
        route("/health", http_method=READ, opt=_told(GET_HEALTH))(health.ready),
        route("/health/ready", http_method=READ, opt=_told(GET_READINESS))(health.ready),
        route("/health/live", http_method=READ, opt=_told(GET_LIVENESS))(health.live),
    ]


def metrics_routes(metrics: MetricsEndpoint) -> list[HTTPRouteHandler]:
    """`GET /metrics`."""
    return [route(METRICS, http_method=READ, opt=_told(GET_METRICS))(metrics.get)]


def document_routes(documents: Mapping[str, bytes]) -> list[HTTPRouteHandler]:
    """`GET /openapi.json` and `/asyncapi.json`: what machines read. A description is looked up
    when it is asked for, as the one of HTTP describes these routes too."""
    return [_document(path, told, documents) for path, told in DOCUMENTS.items()]


def _document(path: str, told: Operation, documents: Mapping[str, bytes]) -> HTTPRouteHandler:
    async def document() -> bytes:
        return documents[path]

    return route(path, http_method=READ, media_type="application/json", opt=_told(told))(document)


def _told(operation: Operation) -> dict[str, Operation]:
    return {OPERATION: operation}
