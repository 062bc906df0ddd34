"""Someone claims another address with every request, to get around the limits."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.nodes import running_node

LIMIT = 5
LIMITED = {"THROTTLE_LIMIT": str(LIMIT)}
BEHIND_A_PROXY = LIMITED | {"TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}

Lines = Sequence[tuple[str, str]]


def lines(*values: str, name: str = "x-forwarded-for") -> Lines:
    return [(name, value) for value in values]


CLAIMS: list[Lines] = [
    lines("203.0.113.1"),
    lines("203.0.113.2, 203.0.113.3"),
    lines("203.0.113.4", "203.0.113.5"),
    lines("10.0.0.1"),
    lines("127.0.0.1"),
    lines("::1"),
    lines("2001:db8::1"),
    lines("[2001:db8:1::1]:4711"),
    lines("203.0.113.6:4711"),
    lines("::ffff:203.0.113.7"),
    lines("unknown"),
    lines(""),
    lines(","),
    lines("203.0.113.8,"),
    lines("<script>;--()"),
    lines("1.2.3.4" * 200),
    lines("203.0.113.9", name="x-real-ip"),
    lines("for=203.0.113.10;proto=https", name="forwarded"),
    lines("203.0.113.11", name="x-client-ip"),
    lines("203.0.113.12", name="cf-connecting-ip"),
    lines("203.0.113.13", name="true-client-ip"),
]


@asynccontextmanager
async def client_of_a_node(settings: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running_node(settings) as node,
        httpx.AsyncClient(base_url=node.url) as client,
    ):
        yield client
        assert node.complaints() == []


async def left(client: httpx.AsyncClient, claim: Lines = ()) -> int:
    """What is left to the source of a request with these headers, having asked once more."""
    answer = await client.get("/rooms/ABCDEF", headers=list(claim))
    assert answer.status_code in (404, 429)
    if answer.status_code == 429:
        return -1
    return int(answer.headers["ratelimit"].split("r=")[1].partition(";")[0])


async def test_without_a_trusted_proxy_no_claim_changes_who_is_asking() -> None:
    async with client_of_a_node(LIMITED) as client:
        budget = [await left(client, claim) for claim in CLAIMS]
        assert await left(client) == -1
    assert budget == [4, 3, 2, 1, 0] + [-1] * (len(CLAIMS) - LIMIT)


async def test_a_proxy_that_is_not_trusted_is_not_believed() -> None:
    async with client_of_a_node(LIMITED | {"TRUSTED_PROXIES": "10.0.0.0/8, ::1"}) as client:
        budget = [await left(client, claim) for claim in CLAIMS]
    assert budget == [4, 3, 2, 1, 0] + [-1] * (len(CLAIMS) - LIMIT)


@pytest.mark.parametrize(
    "claims",
    [
        [lines(f"198.51.100.{n}, 203.0.113.7") for n in range(6)],
        [lines(f"198.51.100.{n}", "203.0.113.7") for n in range(6)],
        [lines(f"198.51.100.{n}, 203.0.113.7, 10.0.0.{n}") for n in range(6)],
        [lines(f"203.0.113.7:{n + 4000}") for n in range(6)],
        [lines("::ffff:203.0.113.7"), *[lines("203.0.113.7")] * 5],
        [lines(f"2001:db8::{n}") for n in range(6)],
        [lines(f"[2001:db8::{n}]:{n + 4000}") for n in range(6)],
        [lines(f"203.0.113.{n}, junk {n}") for n in range(6)],
        [lines("10.0.0.1, junk"), *[lines(f"junk {n}") for n in range(5)]],
        [[*lines("203.0.113.7"), *lines(f"203.0.113.{n}", name="x-real-ip")] for n in range(6)],
    ],
    ids=[
        "what the client wrote itself",
        "several headers",
        "a chain of proxies",
        "ports",
        "an IPv4 address in IPv6",
        "one IPv6 network",
        "IPv6 with ports",
        "junk behind addresses",
        "junk",
        "another header",
    ],
)
async def test_behind_a_trusted_proxy_one_client_has_one_budget(claims: list[Lines]) -> None:
    async with client_of_a_node(BEHIND_A_PROXY) as client:
        assert [await left(client, claim) for claim in claims] == [4, 3, 2, 1, 0, -1]


async def test_behind_a_trusted_proxy_each_client_has_its_own_budget() -> None:
    clients = ["203.0.113.1", "203.0.113.2", "2001:db8:0:1::1", "2001:db8:0:2::1"]
    async with client_of_a_node(BEHIND_A_PROXY) as client:
        budget = [await left(client, lines(address)) for address in clients * 2]
    assert budget == [4] * 4 + [3] * 4


async def test_health_and_the_description_are_not_throttled() -> None:
    async with client_of_a_node({"THROTTLE_LIMIT": "1", "MISS_THROTTLE_LIMIT": "1"}) as client:
        for _ in range(3):
            await client.get("/rooms/ABCDEF")
        for path in ("/health", "/openapi.json"):
            answers = [await client.get(path) for _ in range(50)]
            assert {answer.status_code for answer in answers} == {200}
            assert not any("ratelimit" in answer.headers for answer in answers)
