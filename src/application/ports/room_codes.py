"""The only source of room codes."""

from typing import Protocol


class RoomCodes(Protocol):
    """Makes up codes for new rooms."""

    def mint(self, seed: str | None = None) -> str:
        """A code that can't be foreseen and offends nobody. It may be taken already.

        With a `seed` always the same code, which can be foreseen by whoever knows the seed.
        """
        ...
