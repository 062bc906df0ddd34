"""What holds for every answer, whether or not there is a route for the request."""

import httpx
import pytest

from entrypoints.http.app import HttpLimits
from tests.http_server import World, client_of, problem_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATHS = [
    "/rooms/AAAAAA",
    "/health",
    "/health/ready",
    "/health/live",
    "/metrics",
    "/nowhere",
    "/rooms",
    "/rooms/" + "A" * 2000,
]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert len(set(answer.headers)) == len(answer.headers.raw)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_repeats_the_name_of_its_request(
    client: httpx.AsyncClient, path: str
) -> None:
    named = await client.get(path, headers={"x-request-id": "my-request_1.2"})
    unnamed = await client.get(path)
    misnamed = await client.get(path, headers={"x-request-id": "my request"})
    assert named.headers["x-request-id"] == "my-request_1.2"
    assert unnamed.headers["x-request-id"].startswith("id-")
    assert misnamed.headers["x-request-id"] not in ("my request", unnamed.headers["x-request-id"])


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/rooms/AAAAAA/kick", "/room", "/schema", "/docs", "/rooms/a%2Fb"]
)
async def test_an_unknown_path_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answers = [await client.get(path), await client.post(path)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert [problem_in(answer)["code"] for answer in answers] == ["NOT_FOUND", "NOT_FOUND"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/rooms", {"POST", "OPTIONS"}),
        ("DELETE", "/rooms/AAAAAA", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/rooms/AAAAAA/join", {"POST", "OPTIONS"}),
        ("PROPFIND", "/rooms/AAAAAA/rejoin", {"POST", "OPTIONS"}),
        ("POST", "/metrics", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/health", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/openapi.json", {"GET", "HEAD", "OPTIONS"}),
    ],
)
async def test_a_method_that_a_path_does_not_know_is_refused_with_those_it_does(
    client: httpx.AsyncClient, method: str, path: str, allowed: set[str]
) -> None:
    refused = await client.request(method, path)
    asked = await client.options(path)
    assert refused.status_code == 405
    assert problem_in(refused)["code"] == "METHOD_NOT_ALLOWED"
    assert set(refused.headers["allow"].split(", ")) == allowed
    assert set(asked.headers["allow"].split(", ")) == allowed


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    await client.post("/rooms", json={"displayName": "Ada"})
    answer = await client.head("/rooms/AAAAAA")
    missing = await client.head("/rooms/ZZZZZZ")
    health = await client.head("/health")
    assert [answer.status_code, missing.status_code, health.status_code] == [200, 404, 200]
    assert answer.content == missing.content == b""
    assert int(answer.headers["content-length"]) > 0


def page_of(origin: str) -> dict[str, str]:
    return {"origin": origin}


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_of_an_allowed_origin_may_read_every_answer(path: str) -> None:
    limits = HttpLimits(cors_origins=["https://game.example"])
    async with client_of(World(limits=limits)) as client:
        allowed = await client.get(path, headers=page_of("https://game.example"))
        other = await client.get(path, headers=page_of("https://other.example"))
    assert allowed.headers["access-control-allow-origin"] == "https://game.example"
    assert "access-control-allow-origin" not in other.headers
    assert allowed.headers["vary"] == other.headers["vary"] == "Origin"


async def test_a_page_of_the_server_itself_may_read_every_answer() -> None:
    async with client_of(World(limits=HttpLimits(cors_origins=[]))) as client:
        own = str(client.base_url).rstrip("/")
        answer = await client.get("/health", headers=page_of(own))
    assert answer.headers["access-control-allow-origin"] == own


async def test_with_a_star_every_page_may_read_every_answer(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health", headers=page_of("https://other.example"))
    assert answer.headers["access-control-allow-origin"] == "*"


async def preflight(client: httpx.AsyncClient, origin: str) -> httpx.Response:
    return await client.options(
        "/rooms",
        headers=page_of(origin)
        | {
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        },
    )


async def test_a_browser_that_asks_first_is_told_what_it_may_send() -> None:
    limits = HttpLimits(cors_origins=["https://game.example"])
    async with client_of(World(limits=limits)) as client:
        allowed = await preflight(client, "https://game.example")
        other = await preflight(client, "https://other.example")
    assert allowed.status_code == other.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "https://game.example"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    may_be_sent = allowed.headers["access-control-allow-headers"].lower().split(", ")
    assert {"authorization", "content-type", "idempotency-key"} <= set(may_be_sent)
    assert "access-control-allow-origin" not in other.headers
