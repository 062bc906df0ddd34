"""Where rooms are kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from application.commit import Committed
from domain.events import Events
from domain.room import Room

Change = Callable[[Room], Events]
"""Decides on a room: returns the events to commit, or raises. Pure, as it may run again."""


class RoomRepository(Protocol):
    """The authority on rooms: shared by all nodes, and the only thing they share.

    Everything a store holds of a room disappears when the room is closed, and at its
    `expires_at` (a minute later at most, and unseen from that moment on); between changes all
    of it carries that one deadline. Every method raises `StoreUnavailable` when the store
    does not answer in time, which for a change means *unknown*, and `Busy` when too much is
    waiting, which means *not done*. "In time" is by `application.deadline.answer_due`.
    """

    async def add(self, room: Room, events: Events) -> None:
        """Keep a new room and announce its events, as one atomic step.

        Raises `RoomCodeTaken` and changes nothing when a room with its code exists.
        """
        ...

    async def get(self, code: str) -> Room:
        """The room as the store has it now, never a copy. Raises `RoomNotFound`."""
        ...

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The revision of each of these rooms as the store has it now, never a copy.

        A room that `get` would not find is missing. For a few hundred codes at once; it should
        cost far less than as many times `get`.
        """
        ...

    async def update(self, code: str, change: Change) -> Committed:
        """Decide on the room as it is, then commit the room and the events as one atomic step.

        What time has brought (`Room.due`, by the store's clock) comes first, as a commit of its
        own that stands whatever becomes of the change; where it closes the room there is none.
        `change` gets the room after that and returns its events; it may run more than once, on
        whatever the room has become. What it raises is raised here, and it changes nothing. With
        events, the room moves to the next version and the feed announces exactly this
        change; a closing event removes the room. Without events nothing is written.

        The outcome, a refusal included, is told only after the store has confirmed the room
        on which it was decided. A change is applied once or not at all, never after its
        caller's deadline; a caller that is cancelled forfeits only its answer.
        Raises `RoomNotFound`.
        """
        ...
