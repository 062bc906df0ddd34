"""`GET /metrics`, for Prometheus."""

from hmac import compare_digest

from litestar import Response
from litestar.types import HTTPScope
from prometheus_client import CollectorRegistry

from application.errors import InvalidToken
from entrypoints.http.bearer import bearer_token
from entrypoints.http.exposition import format_for, written
from entrypoints.http.reading import AnyRequest

PATH = "/metrics"


def is_scrape(scope: HTTPScope) -> bool:
    """Whether metrics were asked for, as far as a route was found."""
    return scope.get("path_template") == PATH


class MetricsEndpoint:
    """Tells what is in the registry: to everybody, or to those who show the `token`."""

    def __init__(self, registry: CollectorRegistry, token: str | None) -> None:
        self._registry = registry
        self._token = token

    async def get(self, request: AnyRequest) -> Response[bytes]:
        """The metrics, as text. Raises `InvalidToken`."""
        if self._token is not None:
            _compare(bearer_token(request.headers.getall("authorization", [])), self._token)
        format = format_for(",".join(request.headers.getall("accept", [])))
        body = await written(self._registry, format)
        return Response(body, headers={"Content-Type": format.content_type})


def _compare(shown: str, token: str) -> None:
    """In a time that does not tell how much of it is right."""
    if not compare_digest(shown.encode(), token.encode()):
        raise InvalidToken
