"""The sequence diagrams are such, and name nobody and nothing that is not there."""

import re

import pytest

from entrypoints.realtime.messages.incoming import INCOMING
from entrypoints.realtime.messages.outgoing import OUTGOING
from tests.code_blocks import Block, blocks_in
from tests.pages import pages

DIAGRAMS = [block for page in pages() for block in blocks_in(page) if block.language == "mermaid"]

PARTICIPANT = re.compile(r"participant (\w+)(?: as .+)?")
ARROW = re.compile(r"(\w+)-?->>(\w+): \S.*")
NOTE = re.compile(r"Note over (\w+)(?:,(\w+))?: \S.*")
FRAME = re.compile(r"(par|alt|opt|loop)(?: .+)?")
REST = re.compile(r"sequenceDiagram|(and|else)(?: .+)?|end")

EVENT = re.compile(r"\b(?:room|user|error):[a-z_]+")


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=str)
def test_a_diagram_is_made_of_what_diagrams_are_made_of(diagram: Block) -> None:
    lines = [line.strip() for line in diagram.text.splitlines()]
    known = {found[1] for line in lines if (found := PARTICIPANT.fullmatch(line))}
    for line in lines:
        said = ARROW.fullmatch(line) or NOTE.fullmatch(line)
        if said:
            assert {who for who in said.groups() if who} <= known, line
            assert ";" not in line, "a semicolon ends the line for Mermaid"
        else:
            assert PARTICIPANT.fullmatch(line) or FRAME.fullmatch(line) or REST.fullmatch(line), (
                line
            )
    assert sum(1 for line in lines if FRAME.fullmatch(line)) == lines.count("end")


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=str)
def test_every_event_in_a_diagram_is_one(diagram: Block) -> None:
    known = {kind.event for kind in (*INCOMING, *OUTGOING)}
    assert set(EVENT.findall(diagram.text)) <= known


def test_there_are_diagrams() -> None:
    assert len(DIAGRAMS) >= 3
