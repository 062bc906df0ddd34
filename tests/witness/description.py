"""Traffic held against the OpenAPI document, in both directions."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from litestar import Litestar

from entrypoints.http.header_fields import ANSWERED
from entrypoints.http.routes import OPENAPI
from tests.witness.exchanges import Exchange
from tests.witness.openapi import Occurrence, OpenApi, Place

JSON = "application/json"
JUDGED = {"displayName", "Idempotency-Key"}
"""Fields that may fit the description and be refused all the same: no schema knows which names
deceive, or that a header came twice."""
TWICE = "appears more than once"
"""So is a field that comes twice, which no schema sees either."""


class Description:
    """Says in what an exchange is not as the document has it.

    An answer must be described: its status, its media type, its body, its headers. A request
    that does not fit must be refused, and one that fits must not be refused for its shape.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.openapi = OpenApi(document)

    def complaints(self, exchange: Exchange) -> list[str]:
        """Everything that is not as described."""
        found = self._operation(exchange)
        complaints = self._elsewhere(exchange) if found is None else self._told(found, exchange)
        return [f"{complaint}: {exchange}" for complaint in complaints]

    def occurrence(self, exchange: Exchange) -> Occurrence | None:
        """What of the description this was; None where it has nothing of the kind."""
        found = self._operation(exchange)
        if found is None or exchange.method == "HEAD":
            return None
        code = (exchange.problem or {}).get("code", "")
        return self.openapi.at(*found)["operationId"], exchange.status, code

    def _operation(self, exchange: Exchange) -> Place | None:
        found = self.openapi.template(exchange.plain_path)
        method = "get" if exchange.method == "HEAD" else exchange.method.lower()
        if found is None or method not in self.openapi.at("paths", found[0]):
            return None
        return "paths", found[0], method

    def _elsewhere(self, exchange: Exchange) -> Iterator[str]:
        """What is not described is refused, or it is a page, or leave to ask."""
        if exchange.status < 400:
            if exchange.kind == JSON:
                yield "answered and not described"
        elif exchange.method != "HEAD":
            is_known = self.openapi.template(exchange.plain_path) is not None
            wanted = (405, "METHOD_NOT_ALLOWED") if is_known else (404, "NOT_FOUND")
            problem = exchange.problem or {}
            yield from self.openapi.faults(("components", "schemas", "Problem"), problem)
            told = (exchange.status, problem.get("code"))
            if told not in (wanted, (400, "INVALID_INPUT")):  # the latter to an unreadable host
                yield f"not {wanted}"

    def _told(self, found: Place, exchange: Exchange) -> Iterator[str]:
        answers = self.openapi.at(*found, "responses")
        if str(exchange.status) not in answers:
            yield "a status that is not described"
            return
        answer = (*found, "responses", str(exchange.status))
        yield from self._headers(answer, exchange)
        if exchange.answered is not None:
            yield from self._body(answer, exchange)
        misfits = list(self._misfits(found, exchange))
        if misfits and exchange.status < 400:
            yield f"a request that does not fit was taken ({misfits})"
        if not misfits and _is_refused_for_its_shape(exchange):
            yield "a request that fits was refused for its shape"

    def _headers(self, answer: Place, exchange: Exchange) -> Iterator[str]:
        described = {name.lower(): name for name in self.openapi.at(*answer, "headers")}
        for name in {name.lower() for name in ANSWERED} & exchange.told.keys() - described.keys():
            yield f"a header that is not described ({name})"
        for lower, name in described.items():
            where = self.openapi.place(*answer, "headers", name)
            header = self.openapi.at(*where)
            if header["required"] and lower not in exchange.told:
                yield f"a header is missing ({name})"
            for value in exchange.told.get(lower, []):
                is_number = header["schema"]["type"] == "integer" and value.isdecimal()
                read = int(value) if is_number else value
                yield from self.openapi.faults((*where, "schema"), read)

    def _body(self, answer: Place, exchange: Exchange) -> Iterator[str]:
        if exchange.kind not in self.openapi.at(*answer, "content"):
            yield f"a media type that is not described ({exchange.kind})"
        else:
            where = (*answer, "content", exchange.kind, "schema")
            yield from self.openapi.faults(where, _read(exchange))

    def _misfits(self, found: Place, exchange: Exchange) -> Iterator[str]:
        """In what the request is not as described."""
        operation = self.openapi.at(*found)
        for parameter in operation["parameters"]:
            where = tuple(parameter["$ref"][2:].split("/"))
            for value in self._values(self.openapi.at(*where), exchange):
                yield from self.openapi.faults((*where, "schema"), value)
        needs_token = "security" in operation and {} not in operation["security"]
        if needs_token and len(exchange.asked.get("authorization", [])) != 1:
            yield "no token"
        if "requestBody" in operation and exchange.sent is not None:
            schema = (*found, "requestBody", "content", JSON, "schema")
            yield from self._misfits_of_body(schema, exchange)

    def _values(self, parameter: Mapping[str, Any], exchange: Exchange) -> list[str]:
        if parameter["in"] == "header":
            return list(exchange.asked.get(parameter["name"].lower(), []))
        found = self.openapi.template(exchange.plain_path)
        return [found[1][parameter["name"]]] if found else []

    def _misfits_of_body(self, schema: Place, exchange: Exchange) -> Iterator[str]:
        kinds = [kind.partition(";")[0].lower() for kind in exchange.asked.get("content-type", [])]
        if kinds != [JSON]:
            yield f"a body of another type {kinds}"
            return
        try:
            body = _strictly_read(exchange.sent or b"")
        except (ValueError, RecursionError):
            yield "a body that is no JSON"
        else:
            yield from self.openapi.faults(schema, body)


@lru_cache(maxsize=8)
def description(document: bytes) -> Description:
    """The description that this document is."""
    return Description(json.loads(document))


async def description_of(app: Litestar) -> Description:
    """The description that this application serves, without a request."""
    (route,) = (route for route in app.routes if route.path == OPENAPI)
    return description(await route.route_handlers[0].fn())  # type: ignore[union-attr]


def _is_refused_for_its_shape(exchange: Exchange) -> bool:
    problem = exchange.problem
    if problem is None or problem["code"] != "INVALID_INPUT" or exchange.sent is None:
        return False
    return TWICE not in problem["detail"] and problem.get("field") not in JUDGED


def _read(exchange: Exchange) -> Any:
    """What was answered: JSON, or text of another kind."""
    answered = exchange.answered or b""
    return json.loads(answered) if exchange.kind.endswith("json") else answered.decode()


def _strictly_read(sent: bytes) -> Any:
    """The body as the server reads it: half of a surrogate pair is no text, and `7.0` no whole
    number, though schemas take it for one. Raises `ValueError`."""
    body = json.loads(sent.decode(), parse_constant=_no_json, parse_float=Decimal)
    json.dumps(body, ensure_ascii=False, default=str).encode()
    return body


def _no_json(constant: str) -> None:
    """Python reads `NaN` and its like, which are no JSON."""
    raise ValueError(constant)
