"""What a store's author hands to the contract suite."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from application.ports import Clock, RoomFeed, RoomRepository

Footprint = Mapping[str, datetime | None]


class Node(NamedTuple):
    """The store as one node has it. A store that does both gives the same object twice."""

    rooms: RoomRepository
    feed: RoomFeed


@dataclass(frozen=True, slots=True)
class StoreUnderTest:
    """One store, seen from two nodes, and the little that the suite needs beside the ports.

    `first` and `second` share the store and nothing else; a store within one process may
    give the same node twice. `clock` is the time that the store goes by.

    `footprint(code)` lists everything the store holds of a room, whatever keeps it (keys,
    rows, files), each with the moment at which it will vanish, or None if it won't. It must
    look at the store itself; what it infers from the room can't show what was left behind.

    `elapse(seconds)` lets time go by: it waits, or puts a clock of the test forward. The
    suite asks for a few seconds in all. `patience` is how long, in seconds, a follower waits
    for a commit before that counts as lost.

    Followers fall behind by up to 256 commits; that must not interrupt them. Rooms of the
    suite have codes and ids of their own and an hour to live, and most are left behind.
    """

    first: Node
    second: Node
    clock: Clock
    footprint: Callable[[str], Awaitable[Footprint]]
    elapse: Callable[[float], Awaitable[None]] = asyncio.sleep
    patience: float = 10.0

    def node(self, turn: int) -> Node:
        """The first node on even turns, the second on odd ones."""
        return self.second if turn % 2 else self.first
