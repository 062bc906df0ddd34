"""One who follows a room on both nodes and holds the store to what it told."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple

from application.commit import Commit, Committed, Interrupted
from application.contract.changes import toggle
from application.contract.given import new_room
from application.contract.promises import held_until, nothing_held, same_room, sound
from application.contract.store_under_test import StoreUnderTest
from application.ports import RoomFeed
from domain.errors import RoomNotFound
from domain.room import Room

Ear = AsyncIterator[Commit | Interrupted]


class Account(NamedTuple):
    """What the feed told: the commits, and the room after the last of them."""

    commits: list[Commit]
    room: Room


async def heard(ear: Ear, until: str, patience: float) -> list[Commit]:
    """The commits up to that of revision `until`, which must come."""
    commits: list[Commit] = []
    try:
        async with asyncio.timeout(patience):
            async for commit in ear:
                assert not isinstance(commit, Interrupted), (
                    "a follower was interrupted although nothing disturbed the store"
                )
                commits.append(commit)
                if commit.revision == until:
                    return commits
    except TimeoutError:
        raise AssertionError(
            f"a follower waited {patience} s for a commit in vain: one was lost, "
            f"or announced with another revision; heard were {commits}"
        ) from None
    raise AssertionError("the feed ended by itself")


class Witness:
    """Knows a room as it was, and hears what becomes of it."""

    def __init__(self, stores: StoreUnderTest, room: Room, ears: Sequence[Ear]) -> None:
        self._stores = stores
        self._room = room
        self._ears = ears

    async def account(self, told: Iterable[Committed], *, all_told: bool = True) -> Account:
        """What the feed told since the last account, checked against everything known.

        Both followers heard the same; commits form one chain without gap or repetition;
        every room on the way is sound; what the callers were `told` is what was announced;
        the last room is the stored one, or it is closed and nothing is left. Unless
        `all_told`, changes may have been committed whose callers were not told.

        To know the end of the story it makes one more commit: the lock is toggled, or there
        is a new room where the room was closed.
        """
        mark = await self._mark()
        here, there = [await heard(ear, mark.revision, self._stores.patience) for ear in self._ears]
        assert here == there, f"followers on two nodes heard differently: {here} and {there}"
        rooms = self._replayed(here[:-1])
        last = list(rooms.values())[-1]
        self._matches(told, rooms, here[:-1], all_told)
        self._ends_in(last, here[-1], mark)
        if all_told:
            await self._rests(mark)
        self._room = mark
        return Account(here[:-1], last)

    async def _mark(self) -> Room:
        """One more commit, so that all earlier ones must have been heard when it is."""
        try:
            mark, _ = await self._stores.second.rooms.update(self._room.code, toggle)
        except RoomNotFound:
            nothing_held(await self._stores.footprint(self._room.code), "when a room is closed")
            mark, events = new_room(self._stores, code=self._room.code)
            await self._stores.second.rooms.add(mark, events)
        return mark

    async def _rests(self, mark: Room) -> None:
        """The store has this room, and nothing goes on."""
        held = await self._stores.footprint(mark.code)
        held_until(held, mark.expires_at, "when all is quiet")
        same_room(await self._stores.first.rooms.get(mark.code), mark, "the stored room")

    def _replayed(self, commits: Iterable[Commit]) -> dict[str, Room]:
        """Every room from the one known to the last one told of, by revision."""
        room, rooms = self._room, {self._room.revision: self._room}
        for commit in commits:
            assert commit.code == room.code, f"{commit} was told to followers of {room.code}"
            assert commit.continues(room), (
                f"{commit} does not continue revision {room.revision} of room {room.room_id}: "
                "a commit is missing, repeated, out of order, or nobody's"
            )
            room = commit.applied_to(room)
            assert commit.version == room.version, f"{commit} should be version {room.version}"
            if room.is_open:
                sound(room)
            rooms[room.revision] = room
        return rooms

    def _matches(
        self,
        told: Iterable[Committed],
        rooms: dict[str, Room],
        commits: Sequence[Commit],
        all_told: bool,
    ) -> None:
        """What callers were told is what followers were told."""
        announced = {commit.revision: commit.events for commit in commits}
        for outcome in told:
            revision = outcome.room.revision
            assert revision in rooms, (
                f"a caller was told of version {outcome.room.version} of a room (revision "
                f"{revision}, {outcome.events}), and followers heard nothing of it, but of "
                f"{[commit.events for commit in commits]}"
            )
            same_room(outcome.room, rooms[revision], "what a caller was told")
            if outcome.events:
                events = announced.pop(revision, None)
                assert events == outcome.events, (
                    f"a caller was told {outcome.events}, followers {events}"
                )
        assert not all_told or not announced, (
            f"announced, but no caller was told that it happened: {announced}"
        )

    def _ends_in(self, last: Room, end: Commit, mark: Room) -> None:
        """The story that the feed told ends in what the store has."""
        if end.room_id == last.room_id:
            assert end.continues(last), (
                f"{end} does not continue revision {last.revision}: a commit is missing between "
                "them, or `previous` is not the revision that was changed"
            )
            same_room(end.applied_to(last), mark, "the stored room, by the feed's account")
        else:
            assert not last.is_open, f"room {last.room_id} is gone, and no commit closed it"


@asynccontextmanager
async def witnessed(stores: StoreUnderTest, room: Room) -> AsyncIterator[Witness]:
    """A witness of what becomes of this room while inside."""
    async with (
        _entrance(stores.first.feed, room.code) as here,
        _entrance(stores.second.feed, room.code) as there,
    ):
        yield Witness(stores, room, (here, there))


def _entrance(feed: RoomFeed, code: str) -> AbstractAsyncContextManager[Ear]:
    entrance: object = feed.follow(code)
    assert isinstance(entrance, AbstractAsyncContextManager), (
        f"`follow` must give an asynchronous context manager, and gave {entrance!r}"
    )
    return entrance
