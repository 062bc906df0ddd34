"""Every line that the server can write to its log is explained, with its level."""

import re
from collections import defaultdict

from tests.code_blocks import ROOT
from tests.pages import code_in, section, tables_in

LINE = re.compile(r"""\blog\.(debug|info|warning|error|exception)[(,]\s*"([^"]+)\"""")

PASSED_ON = re.compile(r'"(\w+ a room failed)"')
"""Lines that are an argument of `answered`, which writes them."""


def lines_in_the_code() -> dict[str, set[str]]:
    """The levels of every line."""
    found = defaultdict(set)
    for file in ROOT.glob("src/**/*.py"):
        for level, event in LINE.findall(file.read_text()):
            found[event].add({"exception": "error"}.get(level, level))
        for event in PASSED_ON.findall(file.read_text()):
            found[event].add("error")
    return dict(found)


def rows_of_the_page() -> list[tuple[str, set[str]]]:
    rows = tables_in(section("docs/operate.md", "## The log"))
    return [(event, set(row[1].split(", "))) for row in rows for event in code_in(row[0])]


def test_the_page_has_every_line_with_its_level() -> None:
    rows = rows_of_the_page()
    assert dict(rows) == lines_in_the_code()
    assert len(rows) == len(dict(rows)), "a line has two rows"
