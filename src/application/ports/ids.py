"""The only source of identity."""

from typing import Protocol


class Ids(Protocol):
    """Names users, rooms and revisions. No two ways to an id lead to the same one."""

    def new(self) -> str:
        """An id that was never given before and can't be guessed (128 random bits or more)."""
        ...

    def named(self, name: str) -> str:
        """The id of this name: always the same, on all nodes that share a secret.

        Who does not know the name can't guess the id, and who does can't without the secret.
        """
        ...
