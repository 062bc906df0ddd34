"""The links of a page in Markdown, and where they lead."""

import re
from pathlib import Path
from urllib.parse import unquote

from markdown_it.token import Token

from tests.code_blocks import ROOT
from tests.pages import tokens_of

FOREIGN = re.compile(r"[a-z]+:", re.IGNORECASE)
"""An address elsewhere: nobody asks there whether it is still so."""


def links_in(page: Path) -> list[str]:
    """Where the links and pictures of a page lead, without those to other sites."""
    targets = (_target(token) for token in tokens_of(page.read_text()))
    return [target for target in targets if target and not FOREIGN.match(target)]


def leads_somewhere(link: str, page: Path) -> bool:
    """Whether the file is there, and the heading where one is named."""
    path, _, anchor = unquote(link).partition("#")
    target = page.parent / path if path else page
    if not target.exists() or not target.resolve().is_relative_to(ROOT):
        return False
    return not anchor or (target.suffix == ".md" and anchor in anchors_in(target))


def anchors_in(page: Path) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    tokens = tokens_of(page.read_text())
    heads = (tokens[at + 1] for at, token in enumerate(tokens) if token.type == "heading_open")
    anchors: set[str] = set()
    for head in heads:
        plain = "".join(child.content for child in head.children or ())
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = next(n for n in range(len(anchors) + 1) if _numbered(anchor, n) not in anchors)
        anchors.add(_numbered(anchor, number))
    return anchors


def _numbered(anchor: str, number: int) -> str:
    return f"{anchor}-{number}" if number else anchor


def _target(token: Token) -> str:
    name = {"link_open": "href", "image": "src"}.get(token.type, "")
    return str(token.attrs.get(name, ""))
