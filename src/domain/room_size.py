"""How many people a room may have."""

from dataclasses import dataclass

from domain.errors import InvalidMaxUsers


@dataclass(frozen=True, slots=True)
class RoomSizeRule:
    """A room has room for 1 to `limit` users, its host included (DESIGN, "Size").

    Raises `ValueError` when the limit leaves no place for a host.
    """

    limit: int

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError("a room has at least 1 place, its host's")

    def read(self, requested: int | None) -> int:
        """The size of a room; without a request, the limit. Raises `InvalidMaxUsers`."""
        if requested is None:
            return self.limit
        # `True` is an int to Python, but nobody's idea of a size.
        if type(requested) is not int or not 1 <= requested <= self.limit:
            raise InvalidMaxUsers(self.limit)
        return requested
