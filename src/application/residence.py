"""Where this node is: its lease, and the rooms in which it has sockets."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from application.background import background
from application.contact import Contact
from application.deadline import answer_by
from application.errors import StoreUnavailable
from application.ports import Ids, Leases

NEVER = float("-inf")


class Residence:
    """Keeps the store's index of this node ahead of what is committed under the node's id.

    Every write to the store renews the lease and carries all that has changed; one is under
    way at a time, so that the store hears of comings and goings in their order. Nothing is
    written for a room that the index has already, and what is gone waits for the next write.
    """

    def __init__(
        self, leases: Leases, ids: Ids, contact: Contact, lease: timedelta, refresh: timedelta
    ) -> None:
        """`lease` is the period of a lease; `renew` has to be called every `refresh`."""
        self._leases = leases
        self._ids = ids
        self._contact = contact
        self._lease = lease.total_seconds()
        self._patience = refresh.total_seconds()
        self._node_id = ids.new()
        self._has_lease = False
        self._was_lost = False
        self._ends = NEVER  # no earlier than this does the lease end; the event loop's time
        self._stays: Counter[str] = Counter()
        self._indexed: set[str] = set()  # what the index has for certain
        self._unwritten: set[str] = set()  # what has come or gone since the last write
        self._writing: asyncio.Task[bool] | None = None
        self._when_lost: list[Callable[[], None]] = []

    @property
    def node_id(self) -> str:
        """The id under which this node is known; another one after its lease was lost."""
        return self._node_id

    @property
    def holds_lease(self) -> bool:
        """Whether the node has a lease now that can't have ended yet."""
        return self._ends > NEVER and asyncio.get_running_loop().time() < self._ends

    def when_lost(self, then: Callable[[], None]) -> None:
        """Call `then` whenever the lease was lost and the node has got another id: what is
        stored under the old one is, or will be, taken for gone."""
        self._when_lost.append(then)

    def enter(self, code: str) -> None:
        """A socket is about to be in this room. `leave` has to be called once for each."""
        self._stays[code] += 1
        if code not in self._indexed:
            self._unwritten.add(code)
            self._write()

    def leave(self, code: str) -> None:
        """A socket is in this room no more, and the store knows that."""
        self._stays[code] -= 1
        if self._stays[code] <= 0:
            del self._stays[code]
            self._unwritten.add(code)

    @asynccontextmanager
    async def at(self, code: str) -> AsyncIterator[str]:
        """The id under which to commit that someone is in this room, which was entered.

        Inside, the index has the room, and what is asked of the store is done before the
        lease can end, or not at all: whoever finds the node dead finds everybody it had.
        Raises `StoreUnavailable`.
        """
        while not self._is_secured(code):
            if code not in self._stays:
                raise LookupError(f"nobody has entered {code}")
            await self._written()
        with answer_by(self._ends):
            yield self._node_id

    async def renew(self) -> None:
        """Hold the lease for another period. Raises `StoreUnavailable`."""
        await self._written()

    async def close(self) -> None:
        """Let the store know of all that is gone. What is not stays in the index, for others to
        see to when the lease has ended. Raises `StoreUnavailable`."""
        while self._unwritten:
            await self._written()

    def _is_secured(self, code: str) -> bool:
        """Half a lease is left for what is to be committed, at least."""
        left = self._ends - asyncio.get_running_loop().time()
        return code in self._indexed and left >= self._lease / 2

    async def _written(self) -> None:
        """Returns when the write that is under way, or else the next one, is through."""
        if not await asyncio.shield(self._write()):
            raise StoreUnavailable

    def _write(self) -> "asyncio.Task[bool]":
        if self._writing is None:
            self._writing = background(self._take_turn())
        return self._writing

    async def _take_turn(self) -> bool:
        """Whether the store answered in time."""
        codes, self._unwritten = self._unwritten, set()
        began = asyncio.get_running_loop().time()
        try:
            with answer_by(began + self._patience):
                await self._hold(codes)
        except BaseException as error:
            self._unwritten |= codes
            self._contact.failed()
            if not isinstance(error, StoreUnavailable):
                raise
            return False
        else:
            self._ends = began + self._lease
            self._contact.answered(asyncio.get_running_loop().time())
            return True
        finally:
            self._writing = None

    async def _hold(self, codes: set[str]) -> None:
        if self._has_lease and not await self._renewed(codes):
            self._has_lease, self._was_lost = False, True
            self._node_id, self._ends = self._ids.new(), NEVER
            self._indexed.clear()
        if not self._has_lease:
            await self._acquire()

    async def _renewed(self, codes: set[str]) -> bool:
        entered = {code for code in codes if code in self._stays}
        left = codes - entered
        self._indexed -= left
        is_held = await self._leases.renew(self._node_id, entered, left)
        self._indexed |= entered
        return is_held

    async def _acquire(self) -> None:
        """A lease under an id that nobody has had, with all rooms that this node is in."""
        rooms = set(self._stays)
        while not await self._leases.acquire(self._node_id, rooms):
            self._node_id = self._ids.new()
        self._has_lease, self._indexed = True, rooms
        if self._was_lost:
            self._was_lost = False
            for then in self._when_lost:
                then()
