"""The only source of room codes."""

from typing import Protocol


class RoomCodes(Protocol):
    """Makes up codes for new rooms."""

    def mint(self) -> str:
        """A code that can't be foreseen and offends nobody. It may be taken already."""
        ...
