"""How long to leave the store alone after it failed."""

from typing import Protocol


class Backoff(Protocol):
    """Spreads the attempts of many nodes and rooms, so that none comes all at once."""

    def pause(self, attempt: int) -> float:
        """Seconds to wait before trying again; `attempt` counts the failures from 0."""
        ...
