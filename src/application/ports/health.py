"""Whether the world answers."""

from typing import Protocol


class Health(Protocol):
    """Asks the store for a sign of life."""

    async def check(self) -> None:
        """Returns when the store answers. Raises `StoreUnavailable` when it does not."""
        ...
