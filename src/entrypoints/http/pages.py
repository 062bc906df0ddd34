"""Web pages and what they load: files of this package, read once at the start.

Every file is served at its own path and at no other, so nothing outside the folder can be asked
for. A browser keeps a file but asks each time whether it still holds (RFC 9111, 5.2.2.4), and so
never mixes two releases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from litestar import Response, route
from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope

from entrypoints.http.reading import AnyRequest

STATIC = Path(__file__).parent / "static"
"""The files, a folder for each part: `lobby`, `docs`, and `vendor` for what others wrote."""

INDEX = "index.html"
"""The file that stands for its folder."""

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml"}
"""Types that machines are not agreed on, or that some do not know."""

PAGE = "page"
"""The key in the `opt` of the routes of files."""

OWN_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The content security policy of pages that load from their own server alone.

In `connect-src`, 'self' is the own server's WebSockets too (CSP 3, 6.7.2.7); Safari knows that
since version 16, and in an older one a stock client stays with polling. To name them would take
the host, which the server does not know behind a proxy.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is served."""

    body: bytes
    media_type: str
    policy: str

    @property
    def etag(self) -> str:
        """What tells this content from any other (RFC 9110, 8.8.3)."""
        return f'"{sha256(self.body).hexdigest()[:32]}"'


def page_route(path: str, file: Path, policy: str = OWN_ONLY) -> HTTPRouteHandler:
    """Serve this one file at the path."""
    return _served(path, _page(file, policy))


def page_routes(at: str, folder: Path, policy: str = OWN_ONLY) -> list[HTTPRouteHandler]:
    """Serve the files of the folder below the path `at`, its index at `at` itself."""
    prefix = at.rstrip("/")
    return [page_route(path, file, policy) for path, file in _paths(prefix, folder)]


def is_page(scope: HTTPScope) -> bool:
    """Whether a file was asked for, as far as a route was found."""
    handler = scope.get("route_handler")
    return handler is not None and PAGE in handler.opt


def _paths(prefix: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            path = f"{prefix}/{file.relative_to(folder).as_posix()}"
            yield path.removesuffix(f"/{INDEX}") or "/", file


def _page(file: Path, policy: str) -> Page:
    kind = TYPES.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    return Page(file.read_bytes(), kind, policy)


def _served(path: str, page: Page) -> HTTPRouteHandler:
    etag = page.etag
    headers = {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": page.policy,
    }

    async def file(request: AnyRequest) -> Response[bytes]:
        if _has(request, etag):
            return Response(b"", status_code=304, headers=headers)
        return Response(page.body, media_type=page.media_type, headers=headers)

    return route(path, http_method=["GET", "HEAD"], opt={PAGE: True}, include_in_schema=False)(file)


def _has(request: AnyRequest, etag: str) -> bool:
    """Whether the browser has this content already (RFC 9110, 13.1.2)."""
    lines = request.headers.getall("if-none-match", [])
    tags = {tag.strip().removeprefix("W/") for line in lines for tag in line.split(",")}
    return not tags.isdisjoint({etag, "*"})
