"""The only source of identity."""

from typing import Protocol


class Ids(Protocol):
    """Names users, rooms and revisions."""

    def new(self) -> str:
        """An id that was never given before and can't be guessed (128 random bits or more)."""
        ...
