"""Stores that don't tell every follower every commit, in order, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from application.commit import Commit, Committed, Interrupted
from application.errors import StoreUnavailable
from application.following import Following
from application.ports import Change
from domain.events import LockToggled
from tests.broken_stores.stepwise import Stepwise

Ear = AsyncIterator[Commit | Interrupted]


class AnnouncesFailures(Stepwise):
    async def update(self, code: str, change: Change) -> Committed:
        try:
            return await super().update(code, change)
        except Exception:
            for room in [self._rooms[code]] if code in self._rooms else []:
                self._announce(Commit.of(room, self._after(room, ()), ()))
            raise


class SaysNothingOfNewRooms(Stepwise):
    def _announce(self, commit: Commit) -> None:
        if commit.version > 1:
            super()._announce(commit)


class LosesCommits(Stepwise):
    def _announce(self, commit: Commit) -> None:
        if commit.version % 2 == 0:
            super()._announce(commit)


class RepeatsCommits(Stepwise):
    def _announce(self, commit: Commit) -> None:
        super()._announce(commit)
        super()._announce(commit)


class SwapsCommits(Stepwise):
    held_back: tuple[Commit, ...] = ()

    def _announce(self, commit: Commit) -> None:
        if commit.version % 2 == 0:
            self.held_back = (commit,)
            return
        for late in (commit, *self.held_back):
            super()._announce(late)
        self.held_back = ()


class SplitsChanges(Stepwise):
    """Announces every event as a commit of its own."""

    def _announce(self, commit: Commit) -> None:
        for event in commit.events:
            super()._announce(replace(commit, events=(event,)))


class TellsWhatCannotBe(Stepwise):
    """Announces another change than the one that was made."""

    def _announce(self, commit: Commit) -> None:
        super()._announce(replace(commit, events=(LockToggled(True),)))


class TellsEverybody(Stepwise):
    def _announce(self, commit: Commit) -> None:
        for followers in self._followers.values():
            for following in followers:
                following.put(commit)


class InterruptsForNothing(Stepwise):
    def _announce(self, commit: Commit) -> None:
        for following in self._followers.get(commit.code, ()):
            following.interrupt()


class Silence(Following):
    async def __anext__(self) -> Commit | Interrupted:
        raise StopAsyncIteration


class EndsByItself(Stepwise):
    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        async with super().follow(code):
            yield Silence()


class FollowsLate(Stepwise):
    """Lets followers in before the subscription is in force."""

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        following = Following()
        followers = self._followers.setdefault(code, set())
        asyncio.get_running_loop().call_soon(followers.add, following)
        yield following


class FollowsRoomsOnly(Stepwise):
    """Hears nothing of a room that comes later."""

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        async with super().follow(code) as following:
            yield following if code in self._rooms else Following()


class RepeatsThePast(Stepwise):
    """Begins with the last commit of before."""

    past: tuple[Commit, ...] = ()

    def _announce(self, commit: Commit) -> None:
        super()._announce(commit)
        self.past = (commit,)

    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        async with super().follow(code) as following:
            for commit in self.past:
                self._announce(commit)
            yield following


class ForgetsAllWhenOneLeaves(Stepwise):
    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        following = Following()
        self._followers.setdefault(code, set()).add(following)
        try:
            yield following
        finally:
            self._followers.pop(code, None)


class ForgetsTraces(Stepwise):
    def _announce(self, commit: Commit) -> None:
        super()._announce(replace(commit, trace=""))


class KeepsTheFirstTrace(Stepwise):
    """Takes everything for part of the trace that it heard of first."""

    first = ""

    def _announce(self, commit: Commit) -> None:
        self.first = self.first or commit.trace
        super()._announce(replace(commit, trace=self.first))


class NeverHearsItself(Stepwise):
    async def probe(self) -> None:
        await asyncio.Event().wait()


class GivesItselfUp(Stepwise):
    async def probe(self) -> None:
        raise StoreUnavailable


class ProbesAreForEverybody(Stepwise):
    async def probe(self) -> None:
        for followers in self._followers.values():
            for following in followers:
                following.interrupt()


class SwallowsWhatGoesWrong(Stepwise):
    @asynccontextmanager
    async def follow(self, code: str) -> AsyncIterator[Ear]:
        try:
            async with super().follow(code) as following:
                yield following
        except Exception:
            return
