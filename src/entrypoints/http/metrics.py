"""What is counted of requests over HTTP."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from entrypoints.buckets import ANSWERS
from entrypoints.http.origins import PREFLIGHT

METHODS = frozenset(PREFLIGHT["access-control-allow-methods"].split(", "))
"""Methods that are counted by their names: those that some path knows."""

OTHER, NONE = "other", "none"


class HttpMetrics:
    """Counts answers and how long they took. Labels are never what a client has made up: a
    method that no path knows is `other`, and where there is no route, or no answer, is `none`.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "greenroom_http_requests",
            "Requests over HTTP, without those of sockets.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._durations = Histogram(
            "greenroom_http_request_duration_seconds",
            "Time from a request's head to the end of its answer.",
            ["method", "route"],
            buckets=ANSWERS,
            registry=registry,
        )
        self._known: dict[tuple[str, str | None, int | None], tuple[Counter, Histogram]] = {}

    def answered(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """Count one request. `route` is its template; `status` is None if there was no answer."""
        if method not in METHODS:
            method = OTHER
        known = self._known.get((method, route, status))
        if known is None:
            known = self._known[method, route, status] = self._new(method, route, status)
        counter, histogram = known
        counter.inc()
        histogram.observe(seconds)

    def _new(self, method: str, route: str | None, status: int | None) -> tuple[Counter, Histogram]:
        template = NONE if route is None else route
        counter = self._requests.labels(method, template, NONE if status is None else status)
        return counter, self._durations.labels(method, template)
