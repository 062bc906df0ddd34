"""The spans of requests."""

from contextlib import AbstractContextManager

from litestar.types import HTTPScope

from application.ports import Span, SpanKind, Tracer
from application.trace import trace_in
from entrypoints.addresses import Addresses

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Those that go by their names; another one is a text of the client's."""

OTHER, UNNAMED = "_OTHER", "HTTP"
"""Such a method as an attribute, and in the name of a span (OpenTelemetry, "HTTP spans")."""


class RequestSpans:
    """Opens the spans of requests for rooms, and says in the end what they were.

    Pages, signs of life and what strangers ask at random have none: nobody looks for them.
    """

    def __init__(self, tracer: Tracer, addresses: Addresses) -> None:
        """Only a trusted proxy of the `addresses` may say to which trace a request belongs: by
        that, anybody else could have everything recorded that it asks."""
        self._tracer = tracer
        self._addresses = addresses

    def is_wanted(self, path: str) -> bool:
        """Whether a request for this path has a span."""
        return path == "/rooms" or path.startswith("/rooms/")

    def of(self, scope: HTTPScope) -> AbstractContextManager[Span]:
        """The span of this request, which lasts until it is answered."""
        method = scope["method"] if scope["method"] in METHODS else OTHER
        attributes = {"http.request.method": method, "url.scheme": scope["scheme"]}
        return self._tracer.span(_named(method), SpanKind.SERVER, attributes, self._parent(scope))

    def answered(self, span: Span, scope: HTTPScope, status: int | None) -> None:
        """The request was answered so, or not at all. Which route it had is known by now."""
        if route := scope.get("path_template"):
            method = scope["method"] if scope["method"] in METHODS else OTHER
            span.rename(f"{_named(method)} {route}")
            span.note({"http.route": route})
        if status is not None:
            span.note({"http.response.status_code": status})
            if status >= 500:
                span.fail(str(status))

    def _parent(self, scope: HTTPScope) -> str:
        """The trace that a proxy says, if there is one (W3C, Trace Context)."""
        given = [value for name, value in scope["headers"] if name == b"traceparent"]
        if len(given) == 1 and self._addresses.is_proxy(scope):
            return trace_in(given[0].decode("latin-1"))
        return ""


def _named(method: str) -> str:
    return UNNAMED if method == OTHER else method
