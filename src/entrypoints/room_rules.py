"""The rules that decide what a client may send, as far as a description can tell them."""

from dataclasses import dataclass

from domain.display_name import DisplayNameRule
from domain.room_code import RoomCodeRule
from domain.room_size import RoomSizeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """What this node takes for a name, a room code and a room's size."""

    names: DisplayNameRule
    codes: RoomCodeRule
    sizes: RoomSizeRule

    @property
    def example_code(self) -> str:
        """A code as this node might mint it."""
        return (self.codes.alphabet * 6)[::5][:6]
