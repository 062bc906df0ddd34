"""Whatever the description allows or forbids, a node answers as the description says it does:
with a status, a content type and a document that it names, and never with a fault of its own."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import BaseSchema

from tests.nodes import Node, node_process, on_store
from tests.servers import ValkeyServer

bounded = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

NAMES = [schemathesis.checks.positive_data_acceptance]
"""Left out: no description can say which names are good, so one may be refused all the same."""

CREATE, LOOK = ("POST", "/rooms"), ("GET", "/rooms/{code}")
JOIN, REJOIN = ("POST", "/rooms/{code}/join"), ("POST", "/rooms/{code}/rejoin")
HEALTH = ("GET", "/health")
LIVE = ("GET", "/health/live")
READY = ("GET", "/health/ready")
METRICS = ("GET", "/metrics")
DOCUMENT = ("GET", "/openapi.json")
SOCKETS = ("GET", "/asyncapi.json")

Route = tuple[str, str]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with ValkeyServer() as store:
        settings = on_store(store.url) | {"ROOM_MAX_USERS": "10000"}
        with node_process(settings) as node:
            yield node
            assert node.complaints() == []


@pytest.fixture(scope="module")
def described(node: Node) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{node.url}/openapi.json")


@pytest.fixture(scope="module")
def admitted(node: Node) -> dict[str, str]:
    """Code and token of a room that is there."""
    return dict(httpx.post(f"{node.url}/rooms", json={"displayName": "Ada"}).json())


def answered(
    described: BaseSchema, route: Route, mode: GenerationMode, token: str = "", **known: Any
) -> set[int]:
    """The statuses of the answers to many requests, all of which are as described."""
    method, path = route
    headers = {"Authorization": f"Bearer {token}"} if token else None
    statuses: set[int] = set()

    @bounded
    @given(case=described[path][method].as_strategy(generation_mode=mode, **known))
    def each(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        statuses.add(answer.status_code)
        case.validate_response(answer, excluded_checks=NAMES, headers=headers)

    each()
    return statuses


def test_every_request_that_is_described_is_tried_here(described: BaseSchema) -> None:
    operations = (found.ok() for found in described.get_all_operations())
    tried = {
        CREATE,
        LOOK,
        JOIN,
        REJOIN,
        HEALTH,
        LIVE,
        READY,
        METRICS,
        SOCKETS,
    }  # and the document's own path
    assert {(operation.method.upper(), operation.path) for operation in operations} == tried


@pytest.mark.parametrize(
    ("route", "statuses"),
    [
        (CREATE, {201, 400, 422}),  # some have the key that is the example
        (LOOK, {404}),
        (JOIN, {400, 404}),
        (REJOIN, {401}),
        (HEALTH, {200}),
        (LIVE, {200}),
        (READY, {200}),
        (METRICS, {200}),
        (DOCUMENT, {200}),
        (SOCKETS, {200}),
    ],
)
def test_good_requests_are_answered_as_described(
    described: BaseSchema, route: Route, statuses: set[int]
) -> None:
    assert answered(described, route, GenerationMode.POSITIVE) == statuses


@pytest.mark.parametrize(
    ("route", "statuses"), [(LOOK, {200}), (JOIN, {200, 400, 422}), (REJOIN, {200})]
)
def test_good_requests_for_a_room_that_is_there_are_answered_as_described(
    described: BaseSchema, admitted: dict[str, str], route: Route, statuses: set[int]
) -> None:
    known = {"code": admitted["roomCode"]}
    token = admitted["token"] if route == REJOIN else ""
    mode = GenerationMode.POSITIVE
    assert answered(described, route, mode, token, path_parameters=known) == statuses


@pytest.mark.parametrize("route", [CREATE, JOIN, REJOIN])
def test_bad_requests_are_refused_as_described(described: BaseSchema, route: Route) -> None:
    statuses = answered(described, route, GenerationMode.NEGATIVE)
    assert min(statuses) >= 400
