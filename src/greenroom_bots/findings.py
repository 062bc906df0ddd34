"""What is not as it should be, in plain words."""

from collections.abc import Iterator

MOST = 200
"""Findings that are kept; beyond that they are counted."""


class Findings:
    """In the order in which they were made; what was found before is not found again."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        self._more = 0

    def add(self, room: str, what: str) -> None:
        """`room` is its code, empty for one that has none yet."""
        text = f"{room or 'no room'}: {what}"
        if len(self._found) < MOST:
            self._found[text] = None
        elif text not in self._found:
            self._more += 1

    def __len__(self) -> int:
        return len(self._found) + self._more

    def __iter__(self) -> Iterator[str]:
        yield from self._found
        if self._more:
            yield f"... and {self._more} more"
