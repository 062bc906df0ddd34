"""The HTTP entrypoint as one application."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TypeVar

from litestar import Litestar
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from prometheus_client import CollectorRegistry

from application.ports import Health, Ids, RateLimits, Tracer
from entrypoints.addresses import Addresses
from entrypoints.http.document import openapi_document
from entrypoints.http.edge import Edge
from entrypoints.http.health import Draining, FeedHeard, HealthEndpoint
from entrypoints.http.metrics import HttpMetrics
from entrypoints.http.metrics_endpoint import MetricsEndpoint
from entrypoints.http.origins import Origins
from entrypoints.http.paths import Paths
from entrypoints.http.refusals import answer_error
from entrypoints.http.request_spans import RequestSpans
from entrypoints.http.rooms import RoomEndpoints, UseCases
from entrypoints.http.routes import (
    ASYNCAPI,
    OPENAPI,
    document_routes,
    health_routes,
    metrics_routes,
    room_routes,
)
from entrypoints.http.throttle import Budgets, Throttle
from entrypoints.room_rules import RoomRules

App = TypeVar("App", bound=Litestar)
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """What the entrypoint allows.

    `command_timeout_seconds` is the time for everything a request needs of the store,
    `cors_origins` may hold `*`, `trusted_proxies` are addresses and networks, none by default.
    `metrics_token`, if there is one, has to be shown to see the metrics.
    """

    command_timeout_seconds: float = 5.0
    max_body_bytes: int = 16 * 1024
    cors_origins: Sequence[str] = ("*",)
    trusted_proxies: Sequence[str] = ()
    budgets: Budgets = field(default_factory=Budgets)
    serves_metrics: bool = True
    metrics_token: str | None = field(default=None, repr=False)


def http_app(
    kind: type[App],
    *,
    use_cases: UseCases,
    rules: RoomRules,
    health: Health,
    rate_limits: RateLimits,
    registry: CollectorRegistry,
    ids: Ids,
    tracer: Tracer,
    limits: HttpLimits,
    version: str,
    asyncapi: bytes,
    is_heard: FeedHeard = lambda: True,
    is_draining: Draining = lambda: False,
    mounts: Sequence[ASGIRouteHandler] = (),
    pages: Sequence[HTTPRouteHandler] = (),
    lifespan: Sequence[Lifespan] = (),
) -> App:
    """The room endpoints, `/health`, `/metrics` and the descriptions, with `mounts` and `pages`
    beside them.

    `registry` is what `/metrics` tells; requests are counted in it.
    `asyncapi` is the description of the sockets; the one of HTTP is made here.
    The node is ready only while its feed `is_heard`. While `is_draining`, it is not ready, and no
    connection outlives its answer.
    Raises `ValueError` for a trusted proxy that is neither an address nor a network.
    """
    timeout = limits.command_timeout_seconds
    addresses = Addresses(limits.trusted_proxies)
    throttle = Throttle(rate_limits, addresses, limits.budgets)
    documents = {ASYNCAPI: asyncapi}
    described = [
        *room_routes(RoomEndpoints(use_cases, throttle, timeout), rules),
        *health_routes(HealthEndpoint(health, is_heard, is_draining, timeout)),
        *document_routes(documents),
    ]
    if limits.serves_metrics:
        described += metrics_routes(MetricsEndpoint(registry, limits.metrics_token))
    documents[OPENAPI] = openapi_document(described, rules, version)
    app = _litestar(kind, [*described, *pages, *mounts], limits, lifespan)
    paths = Paths([path for mount in mounts for path in mount.paths])
    origins = Origins(limits.cors_origins)
    # Litestar's own middleware is not asked for unknown paths and methods; this is.
    spans, metrics = RequestSpans(tracer, addresses), HttpMetrics(registry)
    app.asgi_handler = Edge(app.asgi_handler, ids, origins, paths, is_draining, metrics, spans)
    return app


def _litestar(
    kind: type[App],
    routes: Sequence[HTTPRouteHandler | ASGIRouteHandler],
    limits: HttpLimits,
    lifespan: Sequence[Lifespan],
) -> App:
    return kind(
        routes,
        exception_handlers={Exception: answer_error},
        request_max_body_size=limits.max_body_bytes,
        lifespan=list(lifespan),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
