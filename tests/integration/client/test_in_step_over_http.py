"""The client knows every request for rooms of the HTTP document, with its fields and types."""

from typing import Any

import msgspec
import pytest

from entrypoints.http.problems import PROTOCOL, STATUS
from greenroom_client import Code, Room
from greenroom_client.wire import Admission, Create, Join, Problem
from tests.http_server import World, client_of
from tests.schemas import shape_of

REQUESTS: dict[tuple[str, str], tuple[type[msgspec.Struct] | None, type[msgspec.Struct]]] = {
    ("/rooms", "post"): (Create, Admission),
    ("/rooms/{code}", "get"): (None, Room),
    ("/rooms/{code}/join", "post"): (Join, Admission),
    ("/rooms/{code}/rejoin", "post"): (None, Admission),
}
"""What the client sends, and what it reads when it is done."""


@pytest.fixture
async def document() -> dict[str, Any]:
    async with client_of(World()) as client:
        return dict((await client.get("/openapi.json")).json())


def known(kind: type[msgspec.Struct]) -> Any:
    schema = msgspec.json.schema(kind)
    return shape_of(schema, schema)


def schemas_in(content: dict[str, Any], media: str) -> dict[str, Any]:
    return dict(content["content"][media]["schema"])


def test_the_client_makes_every_request_for_rooms(document: dict[str, Any]) -> None:
    documented = {
        (path, method)
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith("/rooms")
    }
    assert documented == set(REQUESTS)


@pytest.mark.parametrize("request_", REQUESTS, ids=" ".join)
def test_bodies_have_the_same_fields_of_the_same_types(
    document: dict[str, Any], request_: tuple[str, str]
) -> None:
    path, method = request_
    described = document["paths"][path][method]
    sent, read = REQUESTS[request_]
    assert ("requestBody" in described) is (sent is not None)
    if sent is not None:
        body = schemas_in(described["requestBody"], "application/json")
        assert shape_of(body, document) == known(sent)
    (done,) = (answer for status, answer in described["responses"].items() if status < "300")
    assert shape_of(schemas_in(done, "application/json"), document) == known(read)


@pytest.mark.parametrize("request_", REQUESTS, ids=" ".join)
def test_refusals_have_the_same_fields_of_the_same_types(
    document: dict[str, Any], request_: tuple[str, str]
) -> None:
    path, method = request_
    for status, answer in document["paths"][path][method]["responses"].items():
        if status >= "400":
            problem = schemas_in(answer, "application/problem+json")
            assert shape_of(problem, document) == known(Problem), status


def test_every_code_is_known_and_no_other() -> None:
    told = {kind.code for kind in STATUS} | {code for code, _ in PROTOCOL.values()}
    assert {str(code) for code in Code} == told
