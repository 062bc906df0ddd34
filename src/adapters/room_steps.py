"""The atomic steps of which a store of rooms is made, whatever its technology."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from domain.room import Room


class Standing(NamedTuple):
    """A room as the store has it: decoded, and the bytes that a commit is compared with. They
    are empty where the store compares `room_id` and `revision`."""

    room: Room
    json: bytes = b""


class Late(Exception):
    """The commit came after its not-after and was not applied."""


class Moved(Exception):
    """The room is not what the commit was decided on. `standing` is what it is now, None when
    it is gone, or when there was to be none."""

    def __init__(self, standing: Standing | None) -> None:
        super().__init__()
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes to commit together: from the room that was read to the room that is left.

    `before` is None for a new room. `commits` are encoded, in order; without any the room is
    only compared. Nothing is applied after `not_after`, in the store's milliseconds.
    """

    before: Standing | None
    after: Room
    commits: Sequence[bytes]
    not_after: int


def may_stand_behind(batch: Batch, found: Standing | None) -> bool:
    """Whether this batch may have been applied, where this is found after it was sent twice.

    Versions of a room are given once: where another change has the last version that the batch
    would have made, or the room has not come so far, the batch was not applied.
    """
    if found is None or found.room.room_id != batch.after.room_id:
        return True
    return found.room.version > batch.after.version


class RoomSteps(Protocol):
    """Each is one atomic step of the store, and at best one round trip. They answer until
    `due`, a time of the event loop, or raise `StoreUnavailable`; each answer sets the clock."""

    async def know_the_time(self, due: float) -> None:
        """See to it that the clock has heard of the store a short while ago."""
        ...

    async def read(self, code: str, due: float) -> Standing | None:
        """The room as it stands, or None."""
        ...

    async def revisions(self, codes: Sequence[str], due: float) -> Mapping[str, str]:
        """The revision of each room that `read` would find."""
        ...

    async def commit(self, batch: Batch, due: float) -> Standing:
        """What the batch left. Raises `Late` or `Moved`, and nothing was applied then.

        `StoreUnavailable` means that it may have been applied, and won't be any more.
        """
        ...
