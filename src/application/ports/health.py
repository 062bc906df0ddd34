"""Whether the world answers, and whether it is as it should be."""

from collections.abc import Sequence
from typing import Protocol


class Health(Protocol):
    """Asks the store for a sign of life."""

    async def check(self) -> None:
        """Returns when the store answers. Raises `StoreUnavailable` when it does not."""
        ...

    async def cautions(self) -> Sequence[str]:
        """What about the store's own configuration puts rooms at risk, a sentence each.

        What can't be seen is no error, but may be a caution. Raises `StoreUnavailable`.
        """
        ...
