"""Schemas have the limits that the rules have."""

import re
from typing import Any

import pytest

from domain.display_name import DisplayNameRule
from domain.room_code import RoomCodeRule
from domain.room_size import RoomSizeRule
from entrypoints.http.bodies import Admitted, Entry, NewRoom
from entrypoints.http.schemas import schemas_of, typed_code
from entrypoints.room_rules import RoomRules
from entrypoints.wire import RoomView


def rules(*, alphabet: str = "ABCD", longest: int = 9, most: int = 7) -> RoomRules:
    return RoomRules(
        names=DisplayNameRule(3, longest), codes=RoomCodeRule(alphabet), sizes=RoomSizeRule(most)
    )


def schema(kind: type[Any], field: str, rules: RoomRules) -> dict[str, Any]:
    _, schemas = schemas_of([kind], rules)
    return dict(schemas[kind.__name__]["properties"][field])


def test_schemas_are_told_by_name_and_referred_to() -> None:
    references, schemas = schemas_of([Entry, RoomView], rules())
    assert references[Entry] == {"$ref": "#/components/schemas/Entry"}
    assert set(schemas) == {"Entry", "RoomView"}


@pytest.mark.parametrize("kind", [NewRoom, Entry])
def test_a_name_has_the_limits_of_the_rule_as_far_as_a_schema_can_have_them(
    kind: type[Any],
) -> None:
    told = schema(kind, "displayName", rules(longest=9))
    assert (told["minLength"], told["maxLength"]) == (3, 16 * 9)
    assert "3 to 9 characters" in told["description"]


def test_a_size_is_at_most_what_a_room_may_have_and_that_by_default() -> None:
    told = schema(NewRoom, "maxUsers", rules(most=7))
    assert told["anyOf"] == [{"type": "integer", "minimum": 1, "maximum": 7}, {"type": "null"}]
    assert told["default"] == 7


def test_a_room_that_is_older_than_the_limit_may_be_larger() -> None:
    assert "maximum" not in schema(RoomView, "maxUsers", rules(most=7))


@pytest.mark.parametrize(("kind", "field"), [(Admitted, "roomCode"), (RoomView, "code")])
def test_a_code_is_told_in_the_alphabet(kind: type[Any], field: str) -> None:
    told = schema(kind, field, rules(alphabet="ABCD"))
    assert re.search(told["pattern"], "DABBA")
    assert not re.search(told["pattern"], "dabba")
    assert re.search(told["pattern"], told["examples"][0])


@pytest.mark.parametrize(
    ("alphabet", "typed", "is_one"),
    [("ABCD", "dabba", True), ("ABCD", "DABBE", False), ("ABab", "aBBa", True), ("aA", "", False)],
)
def test_a_code_is_typed_in_either_case_unless_that_matters(
    alphabet: str, typed: str, is_one: bool
) -> None:
    pattern = typed_code(rules(alphabet=alphabet))["pattern"]
    assert bool(re.search(pattern, typed)) is is_one


def test_where_case_matters_no_other_is_taken() -> None:
    assert not re.search(typed_code(rules(alphabet="Aab"))["pattern"], "B")
