"""The outermost layer: what holds for every request, whether or not there is a route for it.

One layer rather than several, as each costs every request a call and a wrapped `send`.
"""

import time

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from application.ports import Ids
from entrypoints.http.answer import ANSWER, Answer
from entrypoints.http.correlation import correlation_id
from entrypoints.http.health import Draining
from entrypoints.http.metrics import HttpMetrics
from entrypoints.http.metrics_endpoint import is_scrape
from entrypoints.http.origins import PREFLIGHT, Origins
from entrypoints.http.pages import PAGE, is_page
from entrypoints.http.paths import Paths
from entrypoints.http.problems import protocol_problem
from entrypoints.http.refusals import PROBLEM_JSON
from entrypoints.http.request_spans import RequestSpans
from entrypoints.http.security import SECURITY

log = structlog.stdlib.get_logger(__name__)

CLOSING = (b"connection", b"close")
"""A proxy that keeps connections open comes back over a new one, and so to another node."""


class Edge:
    """Names the request, logs it, counts it, and gives its answer the headers that all have.

    What is not HTTP, or belongs to a mounted application, passes untouched.
    """

    def __init__(
        self,
        app: ASGIApp,
        ids: Ids,
        origins: Origins,
        paths: Paths,
        is_draining: Draining,
        metrics: HttpMetrics,
        spans: RequestSpans,
    ) -> None:
        self._app = app
        self._spans = spans
        self._is_draining = is_draining
        self._ids = ids
        self._origins = origins
        self._paths = paths
        self._metrics = metrics
        nowhere = msgspec.json.encode(protocol_problem(404))
        self._nowhere = ASGIResponse(body=nowhere, status_code=404, media_type=PROBLEM_JSON)
        self._preflight = ASGIResponse(status_code=204, headers=PREFLIGHT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if self._paths.is_mounted(path):
            await self._app(scope, receive, send)
        elif self._spans.is_wanted(path):
            with self._spans.of(scope) as span:
                status = await self._visit(path, scope, receive, send)
                self._spans.answered(span, scope, status)
        else:
            await self._visit(path, scope, receive, send)

    async def _visit(self, path: str, scope: HTTPScope, receive: Receive, send: Send) -> int | None:
        """Returns the status of the answer, None if there was none."""
        started = time.perf_counter()
        asked = dict(scope["headers"])
        answer = Answer(send)
        answer.headers += SECURITY
        answer.headers += self._origins.headers_for(asked.get(b"origin"), asked.get(b"host", b""))
        if self._is_draining():
            answer.headers.append(CLOSING)
        correlation = correlation_id(asked.get(b"x-request-id"), self._ids)
        answer.headers.append((b"x-request-id", correlation.encode("ascii")))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation=correlation)
        scope["state"][ANSWER] = answer
        try:
            await self._one_who_answers(path, scope, asked)(scope, receive, answer)
        finally:
            self._note(scope, answer.status, time.perf_counter() - started)
        return answer.status

    def _note(self, scope: HTTPScope, status: int | None, took: float) -> None:
        """Count the request, and log it: one line. A page brings some thirty files with it, which
        are no news and are counted as one route; nor is it any when Prometheus comes by."""
        method, route = scope["method"], scope.get("path_template")
        line = {
            "method": method,
            "route": route,
            "status": status,
            "duration_ms": round(took * 1000, 2),
        }
        self._metrics.answered(method, PAGE if is_page(scope) else route, status, took)
        if is_page(scope) or is_scrape(scope):
            log.debug("request", **line)
        else:
            log.info("request", **line)

    def _one_who_answers(self, path: str, scope: HTTPScope, asked: dict[bytes, bytes]) -> ASGIApp:
        if self._paths.is_nowhere(path):
            return self._nowhere
        if (
            scope["method"] == "OPTIONS"
            and b"origin" in asked
            and b"access-control-request-method" in asked
        ):
            return self._preflight
        return self._app
