"""The schemas of bodies: those of the structs that read and write them, with the rules' limits."""

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.display_name import CODE_POINTS, DisplayNameRule
from domain.room_code import LONGEST_CODE, RoomCodeRule
from domain.room_size import RoomSizeRule
from entrypoints.http.bodies import Admitted, Entry, NewRoom
from entrypoints.room_rules import RoomRules
from entrypoints.wire import RoomView

Schema = dict[str, Any]


def schemas_of(
    kinds: Iterable[type[msgspec.Struct]], rules: RoomRules
) -> tuple[dict[type[msgspec.Struct], Schema], dict[str, Schema]]:
    """A reference to the schema of each kind, and the schemas by name."""
    kinds = list(kinds)
    references, schemas = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    for (kind, field), limits in _limits(rules).items():
        if kind in kinds:
            schemas[kind.__name__]["properties"][field].update(limits)
    return dict(zip(kinds, references, strict=True)), schemas


def _limits(rules: RoomRules) -> dict[tuple[type[msgspec.Struct], str], Schema]:
    """What the rules add to a field. Not a part of the types, as settings decide it."""
    code = {"description": "The room's code.", **minted_code(rules)}
    return {
        (NewRoom, "displayName"): _name(rules.names),
        (NewRoom, "maxUsers"): _size(rules.sizes),
        (Entry, "displayName"): _name(rules.names),
        (Admitted, "roomCode"): code,
        (RoomView, "code"): code,
    }


def _name(rule: DisplayNameRule) -> Schema:
    """Looser than the rule: what does not fit is refused, what fits may be."""
    return {
        "description": f"What the others see: {rule.min_length} to {rule.max_length} characters "
        "of any script, marks not counted. Invisible and control characters are refused, and so "
        "are names that mix Latin, Cyrillic and Greek letters.",
        "minLength": rule.min_length,
        "maxLength": CODE_POINTS * rule.max_length,
    }


def _size(rule: RoomSizeRule) -> Schema:
    whole = {"type": "integer", "minimum": 1, "maximum": rule.limit}
    return {"anyOf": [whole, {"type": "null"}], "default": rule.limit}


def minted_code(rules: RoomRules) -> Schema:
    """The code of a room that there is."""
    return _code(rules.codes.alphabet, rules.example_code)


def typed_code(rules: RoomRules) -> Schema:
    """What someone may type for a code: no other could be a room's."""
    return _code(_letters(rules.codes), rules.example_code)


def _code(letters: str, example: str) -> Schema:
    pattern = f"^[{letters}]{{1,{LONGEST_CODE}}}$"
    return {"type": "string", "pattern": pattern, "examples": [example]}


def _letters(rule: RoomCodeRule) -> str:
    if rule.minds_case:
        return rule.alphabet
    return "".join(dict.fromkeys(rule.alphabet.upper() + rule.alphabet.lower()))
