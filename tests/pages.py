"""The project's pages, and what stands in them."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.code_blocks import ROOT

Row = list[str]

UNREAD = {".venv", "node_modules", ".pytest_cache"}


def pages() -> list[Path]:
    """Every page of the project."""
    found = ROOT.rglob("*.md")
    return sorted(page for page in found if not UNREAD & set(page.relative_to(ROOT).parts))


def page(name: str) -> str:
    """The text of a page, named by its path."""
    return (ROOT / name).read_text()


def section(name: str, heading: str) -> str:
    """The text under a heading of a page, as far as the next one."""
    return page(name).split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]


def tables_in(text: str) -> list[Row]:
    """The cells of every row of every table that begins with code, without the heads."""
    rows = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    return [row.split(" | ") for row in rows if row.startswith("`")]


def code_in(text: str) -> list[str]:
    """Everything that stands between backticks, without the blocks."""
    return [token.content for token in tokens_of(text) if token.type == "code_inline"]


def tokens_of(text: str) -> list[Token]:
    """Everything that a text in Markdown is made of, what is within lines right behind them."""
    return list(_flat(MarkdownIt("gfm-like", {"linkify": False}).parse(text)))


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])
