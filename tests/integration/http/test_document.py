"""The OpenAPI document."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from entrypoints.http.header_fields import ANSWERED, SENT
from tests.http_server import World, client_of
from tests.witness.openapi import OpenApi

TEXT = {"type": "string"}


@pytest.fixture
async def document() -> dict[str, Any]:
    async with client_of(World()) as client:
        answer = await client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation, by its id."""
    found = [each for item in document["paths"].values() for each in item.values()]
    return {operation["operationId"]: operation for operation in found}


async def test_every_endpoint_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    assert document["info"]["version"] == "1.2.3"
    described = {
        (path, method): operation["operationId"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    assert described == {
        ("/rooms", "post"): "createRoom",
        ("/rooms/{code}", "get"): "getRoom",
        ("/rooms/{code}/join", "post"): "joinRoom",
        ("/rooms/{code}/rejoin", "post"): "rejoinRoom",
        ("/health", "get"): "getHealth",
        ("/health/ready", "get"): "getReadiness",
        ("/health/live", "get"): "getLiveness",
        ("/metrics", "get"): "getMetrics",
        ("/openapi.json", "get"): "getOpenApi",
        ("/asyncapi.json", "get"): "getAsyncApi",
    }


async def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


async def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    described = OpenApi(document)
    examples = list(described.examples())
    faults = [fault for where, value in examples for fault in described.faults(where, value)]
    assert faults == []
    assert len(examples) > len(operations(document))


@pytest.mark.parametrize(
    ("kind", "names"), [("headers", [*ANSWERED]), ("parameters", [*SENT, "code"])]
)
async def test_every_example_of_a_header_or_parameter_fits_its_schema(
    document: dict[str, Any], kind: str, names: list[str]
) -> None:
    assert list(document["components"][kind]) == names
    described = OpenApi(document)
    for name in names:
        where = ("components", kind, name)
        assert described.faults((*where, "schema"), described.at(*where)["example"]) == []


async def test_every_operation_is_told_in_words_and_by_example(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for operation in operations(document).values():
        assert operation["summary"]
        assert operation["description"].endswith(".")
        assert set(operation["tags"]) <= tags
        for answer in operation["responses"].values():
            for media in answer["content"].values():
                assert media["schema"] in ({"type": "object"}, TEXT) or media["examples"]


async def test_bodies_are_described_with_their_fields(document: dict[str, Any]) -> None:
    body = operations(document)["createRoom"]["requestBody"]["content"]["application/json"]
    name = body["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    assert set(schema["properties"]) == {"displayName", "maxUsers"}
    assert schema["required"] == ["displayName"]
    assert schema["additionalProperties"] is False


async def test_every_request_says_what_it_takes_beside_its_body(document: dict[str, Any]) -> None:
    takes = {
        id: [each["$ref"].rpartition("/")[2] for each in operation["parameters"]]
        for id, operation in operations(document).items()
    }
    assert takes["createRoom"] == ["Idempotency-Key", "X-Request-ID"]
    assert takes["getRoom"] == takes["rejoinRoom"] == ["code", "X-Request-ID"]
    assert takes["joinRoom"] == ["code", "Idempotency-Key", "X-Request-ID"]
    assert takes["getHealth"] == ["X-Request-ID"]


async def test_a_token_is_asked_for_where_it_is_needed(document: dict[str, Any]) -> None:
    secured = {id: op["security"] for id, op in operations(document).items() if "security" in op}
    assert secured == {"rejoinRoom": [{"token": []}], "getMetrics": [{}, {"metricsToken": []}]}
    schemes = document["components"]["securitySchemes"]
    assert [schemes[name]["scheme"] for name in ("token", "metricsToken")] == ["bearer"] * 2


async def test_every_refusal_is_described_as_a_problem_document(document: dict[str, Any]) -> None:
    answers = operations(document)["rejoinRoom"]["responses"]
    assert list(answers) == ["200", "400", "401", "404", "408", "413", "429", "500", "503"]
    for status, answer in answers.items():
        media = "application/json" if status == "200" else "application/problem+json"
        assert set(answer["content"]) == {media}


async def test_every_code_of_a_refusal_has_an_example(document: dict[str, Any]) -> None:
    answers = operations(document)["joinRoom"]["responses"]
    shown = answers["400"]["content"]["application/problem+json"]
    assert shown["schema"]["allOf"][1]["properties"] == {
        "status": {"const": 400},
        "code": {"enum": ["INVALID_INPUT", "ROOM_LOCKED", "ROOM_FULL"]},
    }
    assert shown["examples"]["ROOM_FULL"]["value"] == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "The room is full: it has room for 8.",
        "code": "ROOM_FULL",
    }
    for operation in operations(document).values():
        for answer in operation["responses"].values():
            for media in answer["content"].values():
                told = [each["value"].get("code") for each in media.get("examples", {}).values()]
                narrowed = media["schema"].get("allOf", [{}, {}])[1].get("properties", {})
                assert set(narrowed.get("code", {}).get("enum", told)) == set(told)


async def test_a_header_that_only_some_answers_have_is_not_promised(
    document: dict[str, Any],
) -> None:
    answers = operations(document)["getRoom"]["responses"]
    assert answers["200"]["headers"]["RateLimit"] == {"$ref": "#/components/headers/RateLimit"}
    assert answers["503"]["headers"]["RateLimit"]["required"] is False
    assert set(answers["429"]["headers"]) >= {"Retry-After", "RateLimit", "X-Request-ID"}
    assert set(operations(document)["getLiveness"]["responses"]["200"]["headers"]) == {
        "X-Request-ID"
    }
