"""What a store keeps of a change, and what it tells those who follow the room."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from application.trace import trace_here
from domain.events import Events
from domain.room import Room


@dataclass(frozen=True, slots=True)
class Commit:
    """One change of one room, as the feed announces it.

    `previous` is the revision of the room on which the change was decided, and empty for the
    commit that created the room: commits form a chain, and a gap or a second branch shows.
    `at` is when it was committed, in the store's time. `trace` is the trace that the change
    belongs to (`application.trace`); a store hands it on as it is.
    """

    code: str
    room_id: str
    previous: str
    revision: str
    version: int
    at: datetime
    events: Events
    trace: str = ""

    @staticmethod
    def of(before: Room | None, after: Room, events: Events, trace: str | None = None) -> "Commit":
        """The commit that led from one room to the next; from none, when it is new.

        Whoever makes it elsewhere than the caller of `update` says which `trace` it belongs to.
        """
        return Commit(
            code=after.code,
            room_id=after.room_id,
            previous=before.revision if before else "",
            revision=after.revision,
            version=after.version,
            at=after.updated_at,
            events=events,
            trace=trace_here() if trace is None else trace,
        )

    def continues(self, room: Room) -> bool:
        """Whether this is the very next change of exactly this room."""
        return self.room_id == room.room_id and self.previous == room.revision

    def applied_to(self, room: Room) -> Room:
        """The room after this commit, which must continue it."""
        return room.apply(self.events, at=self.at, revision=self.revision)


class Committed(NamedTuple):
    """What `update` did: the room after the change, and the events, empty if none."""

    room: Room
    events: Events


@dataclass(frozen=True, slots=True)
class Interrupted:
    """In place of commits: some may be missing. Load the room to know where it stands."""
