"""The page on the client says what the client says."""

import re
from dataclasses import fields
from typing import get_args

import greenroom_client
from greenroom_client import EndReason, Event, GreenroomError, Timeouts
from greenroom_client.events import NAMES
from tests.code_blocks import ROOT

PAGE = (ROOT / "docs" / "python-client.md").read_text()


def rows_under(head: str) -> list[list[str]]:
    """The cells of the table that begins with this cell."""
    table = PAGE.split(f"| {head} |", 1)[1].split("\n\n", 1)[0]
    return [re.split(r" ?\| ?", row.strip("| ")) for row in table.splitlines()[2:]]


def test_the_page_lists_every_event_with_its_fields_and_its_name_on_the_wire() -> None:
    names = {kind: f"`{name}`" for name, kind in NAMES.items()}
    listed = [(event, wire) for event, wire, *_ in rows_under("Event")]
    others = {"Unknown": "any other"}
    assert listed == [
        (
            f"`{kind.__name__}({', '.join(kind.__struct_fields__)})`",
            names.get(kind, others.get(kind.__name__, "")),
        )
        for kind in in_the_order_of(listed)
    ]
    assert len(listed) == len(get_args(Event))


def in_the_order_of(listed: list[tuple[str, str]]) -> list[type[Event]]:
    kinds = {kind.__name__: kind for kind in get_args(Event)}
    return [kinds[event.strip("`").partition("(")[0]] for event, _ in listed]


def test_the_page_lists_every_end() -> None:
    listed = {one for cell, *_ in rows_under("`room.ended.reason`") for one in cell.split(", ")}
    assert listed == {f"`{reason}`" for reason in EndReason}


def test_the_page_lists_every_error() -> None:
    errors = {
        f"`{name}`"
        for name in greenroom_client.__all__
        if isinstance(kind := getattr(greenroom_client, name), type)
        and issubclass(kind, GreenroomError)
        and kind is not GreenroomError
    }
    assert {error for error, *_ in rows_under("`GreenroomError`")} == errors


def test_the_page_tells_how_long_a_client_waits() -> None:
    told = (f"{field.name}={getattr(Timeouts(), field.name)}" for field in fields(Timeouts))
    assert f"Timeouts({', '.join(told)})".replace(".0", "") in PAGE
