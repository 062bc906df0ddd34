"""Traffic that is not as described is told, in either direction."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.http_server import World
from tests.witness.description import Description, description_of
from tests.witness.exchanges import Exchange

BUDGET = {"ratelimit": ['"default";r=1;t=60'], "ratelimit-policy": ['"default";q=5;w=60']}
ADMITTED = {"roomCode": "KRTWXY", "token": "a.b.c"}
PROBLEM = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "No."}
GOOD = Exchange(
    method="POST",
    path="/rooms/KRTWXY/join",
    asked={"content-type": ["application/json"]},
    sent=b'{"displayName": "Ada"}',
    status=200,
    told={"content-type": ["application/json"], "x-request-id": ["id-1"], **BUDGET},
    answered=json.dumps(ADMITTED).encode(),
)
REFUSED = replace(
    GOOD,
    status=400,
    told=GOOD.told | {"content-type": ["application/problem+json"]},
    answered=json.dumps(PROBLEM | {"code": "ROOM_LOCKED"}).encode(),
)


@pytest.fixture
async def description() -> Description:
    return await description_of(World().app())


def answering(exchange: Exchange, **fields: object) -> Exchange:
    """The exchange, with these fields in the document that is answered."""
    document: dict[str, Any] = json.loads(exchange.answered or b"")
    return replace(exchange, answered=json.dumps(document | fields).encode())


@pytest.mark.parametrize(
    "exchange",
    [
        GOOD,
        REFUSED,
        replace(REFUSED, sent=b"{}"),
        answering(REFUSED, code="INVALID_INPUT", field="displayName"),
        replace(
            answering(REFUSED, code="INVALID_INPUT", field="maxUsers"),
            path="/rooms",
            sent=b'{"displayName": "Ada", "maxUsers": 7.0}',
        ),
        replace(GOOD, method="HEAD", path="/rooms/KRTWXY", answered=None),
        replace(GOOD, method="OPTIONS", status=204, told={}, answered=b""),
        replace(GOOD, method="GET", path="/", told={"content-type": ["text/html"]}),
    ],
)
def test_traffic_as_described_is_not_complained_of(
    description: Description, exchange: Exchange
) -> None:
    assert description.complaints(exchange) == []


@pytest.mark.parametrize(
    ("exchange", "complaint"),
    [
        (replace(GOOD, status=202), "a status that is not described"),
        (answering(GOOD, extra=1), "'extra' was unexpected"),
        (answering(GOOD, token=7), "7 is not of type 'string'"),
        (answering(GOOD, roomCode="11"), "'11' does not match"),
        (answering(REFUSED, code="BUSY"), "'BUSY' is not one of"),
        (replace(GOOD, told=GOOD.told | {"content-type": ["text/html"]}), "a media type"),
        (replace(GOOD, told=GOOD.told | {"ratelimit": ["1"]}), "'1' does not match"),
        (replace(GOOD, told=GOOD.told | {"location": ["/"]}), "a header that is not described"),
        (replace(GOOD, told={"content-type": ["application/json"]}), "a header is missing"),
        (replace(GOOD, method="GET"), "answered and not described"),
        (replace(REFUSED, path="/nowhere"), "not (404, 'NOT_FOUND')"),
    ],
)
def test_an_answer_that_is_not_described_is_told(
    description: Description, exchange: Exchange, complaint: str
) -> None:
    assert complaint in "\n".join(description.complaints(exchange))


@pytest.mark.parametrize(
    "asking",
    [
        {"sent": b'{"displayName": 7}'},
        {"sent": b'{"displayName": "Ada", "colour": "red"}'},
        {"sent": b"{"},
        {"sent": b'{"displayName": NaN}'},
        {"sent": b'{"displayName": "Ada\\ud800"}'},
        {"asked": {"content-type": ["text/plain"]}},
        {"asked": GOOD.asked | {"idempotency-key": ["short"]}},
        {"path": "/rooms/1!/join"},
    ],
)
def test_a_request_that_does_not_fit_and_is_taken_is_told(
    description: Description, asking: dict[str, Any]
) -> None:
    assert "a request that does not fit" in str(description.complaints(replace(GOOD, **asking)))
    assert description.complaints(replace(REFUSED, **asking)) == []


def test_a_request_that_fits_and_is_refused_for_its_shape_is_told(
    description: Description,
) -> None:
    (complaint,) = description.complaints(answering(REFUSED, code="INVALID_INPUT", field="x"))
    assert complaint.startswith("a request that fits was refused for its shape")
