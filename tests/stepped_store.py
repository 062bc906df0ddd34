"""A store and its feed that a test steps: questions, answers and announcements wait for it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from adapters.memory_rooms import MemoryRooms
from application.commit import Commit, Committed, Interrupted
from application.following import Following
from application.ports import Change, Clock, Identity, Ids, RoomFeed, RoomRepository
from domain.events import Events
from domain.room import Room
from tests.fakes import CountingIds, FakeClock


class Gate:
    """Where something waits as long as the gate is closed. It is open at first."""

    def __init__(self) -> None:
        self._is_open = True
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._faults: deque[Exception] = deque()

    @property
    def waiting(self) -> int:
        return sum(not one.done() for one in self._waiting)

    def close(self) -> None:
        self._is_open = False

    def open(self) -> None:
        """Let through all that wait, and all that come."""
        self._is_open = True
        while self.waiting:
            self.let_through()

    def let_through(self, which: int = 0, error: Exception | None = None) -> None:
        """One of those that wait goes on, or fails; 0 is the one that has waited longest."""
        one = [waiting for waiting in self._waiting if not waiting.done()][which]
        self._waiting.remove(one)
        if error is None:
            one.set_result(None)
        else:
            one.set_exception(error)

    def fail_next(self, *errors: Exception) -> None:
        """Those that come next fail, one for each error."""
        self._faults.extend(errors)

    async def pass_through(self) -> None:
        if self._faults:
            raise self._faults.popleft()
        if not self._is_open:
            one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(one)
            await one


class SteppedStore(RoomRepository, RoomFeed):
    """The memory store behind gates, and its announcements on a string.

    `asking` and `answering` stand around `get`, `committing` and `confirming` around the
    commit of `update`, `subscribing` before a subscription is in force, `comparing` before
    the answer of `revisions`.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._ids = CountingIds()
        self.memory = _Overheard(self.clock, self._ids, self._overhear)
        self.asking, self.answering = Gate(), Gate()
        self.committing, self.confirming = Gate(), Gate()
        self.subscribing, self.comparing = Gate(), Gate()
        self.questions = 0  # asked by `get`
        self.comparisons: list[tuple[str, ...]] = []  # the codes that `revisions` asked for
        self.commits: list[Commit] = []  # all that were ever made
        self._standing: dict[str, Room] = {}
        self.followers: set[_BreakableFollowing] = set()
        self._held: deque[Commit] | None = None

    async def add(self, room: Room, events: Events) -> None:
        await self.memory.add(room, events)
        self._standing[room.code] = room

    async def get(self, code: str) -> Room:
        self.questions += 1
        await self.asking.pass_through()
        try:
            return await self.memory.get(code)
        finally:
            await self.answering.pass_through()

    async def revisions(self, codes: Sequence[str]) -> Mapping[str, str]:
        self.comparisons.append(tuple(codes))
        try:
            return await self.memory.revisions(codes)
        finally:
            await self.comparing.pass_through()

    async def update(self, code: str, change: Change) -> Committed:
        await self.committing.pass_through()
        try:
            return await self.commit(code, change)
        finally:
            await self.confirming.pass_through()

    async def commit(self, code: str, change: Change) -> Committed:
        """A change that passes no gate."""
        return await self.memory.update(code, change)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[AsyncIterator[Commit | Interrupted]]:
        await self.subscribing.pass_through()
        following = _BreakableFollowing()
        self.followers.add(following)
        try:
            yield following
        finally:
            self.followers.remove(following)

    def has_connected(self, who: Identity, socket_id: str) -> bool:
        """Whether this is the socket on which the store has this user at the moment."""
        room = self._standing.get(who.room_code)
        if room is None or not room.is_open or room.expires_at <= self.clock.now():
            return False
        member = room.members.get(who.user_id)
        return member is not None and member.socket_id == socket_id

    @property
    def holds(self) -> bool:
        """Whether something is held back."""
        return bool(self._held)

    async def roll_back(self, *rooms: Room) -> None:
        """Everything but these rooms is lost, without a word."""
        self.memory = _Overheard(self.clock, self._ids, self._overhear)
        self._standing = {room.code: room for room in rooms}
        for room in rooms:
            await self.memory.add(room, ())

    def hold(self) -> None:
        """Announce nothing until `deliver`, `lose` or `interrupt`."""
        self._held = self._held or deque()

    def deliver(self, count: int | None = None) -> None:
        """Announce what is held back, or the first so many; without a number, hold no more."""
        held = self._held or deque()
        for _ in range(len(held) if count is None else min(count, len(held))):
            self._put(held.popleft())
        if count is None:
            self._held = None

    def lose(self, count: int | None = None) -> None:
        """Never announce what is held back, or the first so many, and say nothing of it."""
        held = self._held or deque()
        for _ in range(len(held) if count is None else min(count, len(held))):
            held.popleft()

    def interrupt(self) -> None:
        """Never announce what is held back; say that something may be missing."""
        self.lose()
        for following in self.followers:
            following.interrupt()

    def fail_feed(self, error: Exception) -> None:
        """Those who follow a room now hear this instead of what comes."""
        for following in self.followers:
            following.fault = error
            following.interrupt()

    def _overhear(self, commit: Commit) -> None:
        if not commit.events:
            return  # a room that `roll_back` has put there
        known = self._standing.get(commit.code)
        if known is not None and commit.continues(known):
            self._standing[commit.code] = commit.applied_to(known)
        self._tell(commit)

    def _tell(self, commit: Commit) -> None:
        self.commits.append(commit)
        if self._held is None:
            self._put(commit)
        else:
            self._held.append(commit)

    def _put(self, commit: Commit) -> None:
        for following in self.followers:
            following.put(commit)


class _Overheard(MemoryRooms):
    """Tells somebody else of its commits, instead of followers."""

    def __init__(self, clock: Clock, ids: Ids, tell: Callable[[Commit], None]) -> None:
        super().__init__(clock, ids)
        self._tell = tell

    def _announce(self, commit: Commit) -> None:
        self._tell(commit)


class _BreakableFollowing(Following):
    """One that may raise an error in place of what comes next."""

    fault: Exception | None = None

    async def __anext__(self) -> Commit | Interrupted:
        commit = await super().__anext__()
        if self.fault is not None:
            raise self.fault
        return commit
