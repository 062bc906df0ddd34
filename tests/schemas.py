"""What a JSON schema says of names and types, without words, bounds and references."""

from collections.abc import Iterable
from typing import Any

Shape = Any
"""A type's name, a set of texts, `[items]`, or `{field: (is_required, shape)}`."""

_Json = dict[str, Any]


def shape_of(schema: _Json, document: _Json) -> Shape:
    """The shape of this schema, whose references lead into the document. What may be null is as
    what it is otherwise."""
    if "$ref" in schema:
        return shape_of(_found(schema["$ref"], document), document)
    if "allOf" in schema:  # the rest narrows the first
        return shape_of(schema["allOf"][0], document)
    kinds = [one for one in _alternatives(schema) if one.get("type") != "null"]
    if len(kinds) != 1:
        raise AssertionError(f"several kinds of values: {schema}")
    return _of_one_kind(kinds[0], document)


def _of_one_kind(schema: _Json, document: _Json) -> Shape:
    if "$ref" in schema:
        return shape_of(schema, document)
    if "enum" in schema:
        return frozenset(schema["enum"])
    match schema["type"]:
        case "object":
            required = schema.get("required", ())
            return {
                name: (name in required, shape_of(inner, document))
                for name, inner in schema.get("properties", {}).items()
            }
        case "array":
            return [shape_of(schema["items"], document)]
        case [kind, "null"] | ["null", kind] | kind:
            return kind


def _alternatives(schema: _Json) -> Iterable[_Json]:
    return schema.get("oneOf") or schema.get("anyOf") or [schema]


def _found(reference: str, document: _Json) -> _Json:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)
