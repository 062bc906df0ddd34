"""The OpenAPI document."""

from typing import Any

import pytest

from tests.http_server import World, client_of


@pytest.fixture
async def document() -> dict[str, Any]:
    async with client_of(World()) as client:
        answer = await client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


async def test_every_endpoint_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    assert document["info"]["version"] == "1.2.3"
    assert {path: set(item) for path, item in document["paths"].items()} == {
        "/rooms": {"post"},
        "/rooms/{code}": {"get"},
        "/rooms/{code}/join": {"post"},
        "/rooms/{code}/rejoin": {"post"},
        "/health": {"get"},
        "/health/ready": {"get"},
        "/health/live": {"get"},
    }


async def test_bodies_are_described_with_their_fields(document: dict[str, Any]) -> None:
    body = document["paths"]["/rooms"]["post"]["requestBody"]["content"]["application/json"]
    name = body["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    assert set(schema["properties"]) == {"displayName", "maxUsers"}
    assert schema["required"] == ["displayName"]
    assert schema["additionalProperties"] is False


async def test_requests_that_may_be_repeated_say_by_which_header(document: dict[str, Any]) -> None:
    takes = {
        path: [
            each["name"] for each in item["post"].get("parameters", ()) if each["in"] == "header"
        ]
        for path, item in document["paths"].items()
        if "post" in item
    }
    key = ["Idempotency-Key"]
    assert takes == {"/rooms": key, "/rooms/{code}/join": key, "/rooms/{code}/rejoin": []}


async def test_every_refusal_is_described_as_a_problem_document(document: dict[str, Any]) -> None:
    answers = document["paths"]["/rooms/{code}/rejoin"]["post"]["responses"]
    assert set(answers) == {"200", "400", "401", "404", "408", "413", "429", "503"}
    for status, answer in answers.items():
        media = "application/json" if status == "200" else "application/problem+json"
        assert set(answer["content"]) == {media}


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [found for value in part.values() for found in references(value)]
        return [r for value in part for r in references(value)] if isinstance(part, list) else []

    found = references(document)
    assert found
    for reference in found:
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
