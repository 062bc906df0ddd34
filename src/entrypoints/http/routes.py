"""Where each endpoint is, and what its description says of it."""

from http import HTTPStatus

from litestar import post, route
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from entrypoints.http.bodies import Entry, HealthReport, NewRoom
from entrypoints.http.health import HealthEndpoint
from entrypoints.http.problems import Problem
from entrypoints.http.refusals import PROBLEM_JSON
from entrypoints.http.rooms import RoomEndpoints

BODY = "body"
"""The key in a route's `opt` of the struct that its body is."""

REPEATABLE = "repeatable"
"""The key in the `opt` of a route that takes an `Idempotency-Key`."""

TOKEN = "token"  # noqa: S105
"""The name of the security scheme in the description."""


def room_routes(rooms: RoomEndpoints) -> list[HTTPRouteHandler]:
    """The room endpoints, at their paths."""
    return [
        post(
            "/rooms",
            status_code=201,
            opt={BODY: NewRoom, REPEATABLE: True},
            responses=problems(400, 408, 413, 415, 422, 429, 503),
        )(rooms.create),
        route(
            "/rooms/{code:str}",
            http_method=["GET", "HEAD"],
            responses=problems(400, 404, 429, 503),
        )(rooms.get),
        post(
            "/rooms/{code:str}/join",
            status_code=200,
            opt={BODY: Entry, REPEATABLE: True},
            responses=problems(400, 404, 408, 413, 415, 422, 429, 503),
        )(rooms.join),
        post(
            "/rooms/{code:str}/rejoin",
            status_code=200,
            security=[{TOKEN: []}],
            responses=problems(400, 401, 404, 408, 413, 429, 503),
        )(rooms.rejoin),
    ]


def health_routes(health: HealthEndpoint) -> list[HTTPRouteHandler]:
    """`GET /health`, the same as `/health/ready`, and `/health/live`."""
    not_ready = ResponseSpec(
        HealthReport,
        description="The store does not answer, or the node is about to stop",
        generate_examples=False,
    )
    return [
        route(
            ["/health", "/health/ready"], http_method=["GET", "HEAD"], responses={503: not_ready}
        )(health.ready),
        route("/health/live", http_method=["GET", "HEAD"])(health.live),
    ]


def document_route(path: str, document: bytes) -> HTTPRouteHandler:
    """A description of the API for machines, at this path."""

    async def described() -> bytes:
        return document

    return route(
        path,
        http_method=["GET", "HEAD"],
        media_type="application/json",
        include_in_schema=False,
    )(described)


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The description of answers that are problem documents."""
    return {
        status: ResponseSpec(
            Problem,
            description=HTTPStatus(status).phrase,
            media_type=PROBLEM_JSON,
            generate_examples=False,
        )
        for status in statuses
    }
