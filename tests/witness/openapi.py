"""The OpenAPI document: finding a way through it, and holding values against its schemas."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from entrypoints.http.refusals import PROBLEM_JSON

BASE = "openapi:"

Place = tuple[str, ...]
"""The steps from the root of the document to a part of it."""

Occurrence = tuple[str, int, str]
"""An operation, a status, and the code that it came with, if any."""


class OpenApi:
    """The document. Its schemas take no fields but theirs: answers may grow, so that what is
    published leaves them open, but what is answered today has to be described."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        closed = Resource.from_contents(_closed(document), default_specification=DRAFT202012)
        self._registry = Registry().with_resource(BASE, closed)
        self._templates = [(_pattern_of(path), path) for path in document["paths"]]
        self._validators: dict[Place, Draft202012Validator] = {}

    def template(self, path: str) -> tuple[str, Mapping[str, str]] | None:
        """The path of the document that this one is, with its parameters."""
        for pattern, template in self._templates:
            if matched := pattern.fullmatch(path):
                return template, matched.groupdict()
        return None

    def place(self, *where: str) -> Place:
        """This place, or the one that it refers to."""
        reference = self._part(where).get("$ref")
        return tuple(reference[2:].split("/")) if reference else where

    def at(self, *where: str) -> Any:
        """What the document says there."""
        return self._part(self.place(*where))

    def faults(self, where: Place, value: object) -> list[str]:
        """In what the value does not fit the schema at this place."""
        validator = self._validators.get(where)
        if validator is None:
            steps = (step.replace("~", "~0").replace("/", "~1") for step in where)
            validator = self._validators[where] = Draft202012Validator(
                {"$ref": f"{BASE}#/{'/'.join(steps)}"},
                registry=self._registry,
                format_checker=FormatChecker(),
            )
        return [f"{error.json_path} {error.message}" for error in validator.iter_errors(value)]

    def examples(self) -> Iterator[tuple[Place, Any]]:
        """Every example of a body, and where its schema is."""
        for where, media in _media_in(self.document["paths"], ("paths",)):
            for example in media.get("examples", {}).values():
                yield (*where, "schema"), example["value"]

    def promised(self) -> set[Occurrence]:
        """Every operation with every status and code that the document has."""
        return {
            (operation["operationId"], int(status), code)
            for item in self.document["paths"].values()
            for operation in item.values()
            for status, answer in operation["responses"].items()
            for code in _codes(answer)
        }

    def _part(self, where: Place) -> Any:
        part: Any = self.document
        for step in where:
            part = part[step]
        return part


def _closed(part: Any) -> Any:
    if isinstance(part, dict):
        closed = {name: _closed(value) for name, value in part.items()}
        is_whole = part.get("type") == "object" and "properties" in part
        return {"additionalProperties": False} | closed if is_whole else closed
    return [_closed(value) for value in part] if isinstance(part, list) else part


def _pattern_of(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)), re.DOTALL)


def _codes(answer: Mapping[str, Any]) -> Iterator[str]:
    for kind, media in answer["content"].items():
        if kind != PROBLEM_JSON:
            yield ""
        for part in media["schema"].get("allOf", ()):
            yield from part.get("properties", {}).get("code", {}).get("enum", ())


def _media_in(part: Any, where: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(part, dict):
        if "schema" in part and "examples" in part:
            yield where, part
        for name, value in part.items():
            yield from _media_in(value, (*where, name))
