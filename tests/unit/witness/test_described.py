"""What there is to see in an AsyncAPI document, and in the messages that it describes."""

from typing import Any

import pytest

from tests.witness.described import NOTHING, Described, Occurrence

WHY = {"type": "string", "enum": ["TIRED", "BORED"]}
LEFT = {
    "type": "object",
    "properties": {
        "who": {"type": "string"},
        "why": {"$ref": "#/components/schemas/Why"},
        "more": {"type": "object", "properties": {"why": WHY}},
    },
    "required": ["who"],
}


def operation(name: str, action: str, **more: Any) -> dict[str, Any]:
    messages = [{"$ref": f"#/channels/one/messages/{name}"}]
    return {"action": action, "messages": messages, **more}


DESCRIBED = Described(
    {
        "channels": {
            "one": {
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"}
                    for name in ("said", "done", "leave")
                }
            }
        },
        "operations": {
            "left": operation("said", "send"),
            "leave": operation(
                "leave", "receive", reply={"messages": [{"$ref": "#/components/messages/done"}]}
            ),
        },
        "components": {
            "messages": {
                "said": {"name": "user:left", "payload": {"$ref": "#/components/schemas/Left"}},
                "done": {"name": "done"},
                "leave": {"name": "leave"},
            },
            "schemas": {"Left": LEFT, "Why": WHY},
        },
    }
)
MESSAGES = {Occurrence("user:left"), Occurrence("done"), Occurrence("leave")}


def test_messages_go_by_their_names_and_are_sent_or_received() -> None:
    assert DESCRIBED.events == {"user:left"}
    assert DESCRIBED.commands == {"leave": {"done"}}


def test_there_is_each_message_to_see_and_each_value_of_a_list() -> None:
    values = {
        Occurrence("user:left", field, value)
        for field in ("why", "more.why")
        for value in ("TIRED", "BORED")
    }
    assert DESCRIBED.occurrences() == MESSAGES | values


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        ({"who": "a"}, {}),
        ({"who": "a", "why": "TIRED"}, {"why": "TIRED"}),
        ({"who": "a", "more": {}}, {}),
        ({"who": "a", "more": {"why": "BORED"}}, {"more.why": "BORED"}),
    ],
)
def test_those_values_are_seen_that_are_there(payload: object, fields: dict[str, str]) -> None:
    seen = {Occurrence("user:left", field, value) for field, value in fields.items()}
    assert set(DESCRIBED.occurring("user:left", payload)) == seen | {Occurrence("user:left")}


def test_the_server_may_add_nothing_and_a_client_what_the_schema_leaves_open() -> None:
    more = {"who": "a", "more": {"how": "loudly"}}
    assert DESCRIBED.fits("user:left", more)
    (fault,) = DESCRIBED.faults("user:left", more)
    assert fault == "$.more: Additional properties are not allowed ('how' was unexpected)"


def test_where_nothing_belongs_a_client_may_say_so() -> None:
    assert all(DESCRIBED.fits("leave", payload) for payload in (NOTHING, None, {}))
    assert not any(DESCRIBED.fits("leave", payload) for payload in (False, 0, "", [], {"a": 1}))
    assert list(DESCRIBED.faults("done", NOTHING)) == []
    assert list(DESCRIBED.faults("done", None)) == ["a payload where none belongs"]
