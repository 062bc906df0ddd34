"""The code blocks of a page in Markdown.

The words after a block's language say what it is: ```` ```python rooms.py ```` is the file
`rooms.py`, ```` ```sh server ```` a command that goes on running.
"""

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the words behind it, its text, and where it stands."""

    language: str
    words: tuple[str, ...]
    text: str
    page: str
    line: int

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_in(page: Path) -> list[Block]:
    """Every fenced block of the page, in order."""
    name = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name
    return [
        Block(*_told(token.info), token.content, name, (token.map or [0])[0] + 1)
        for token in MarkdownIt().parse(page.read_text())
        if token.type == "fence"
    ]


def _told(info: str) -> tuple[str, tuple[str, ...]]:
    language, *words = info.split() or [""]
    return language, tuple(words)
