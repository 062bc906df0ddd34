"""What a test hears of a room."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from application.commit import Commit, Interrupted
from application.ports import RoomFeed
from domain.events import Events

Feed = AsyncIterator[Commit | Interrupted]


async def next_commit(feed: Feed) -> Commit:
    """The commit that comes next. Fails in the end, rather than waiting for ever."""
    async with asyncio.timeout(10):
        commit = await anext(feed)
    assert isinstance(commit, Commit)
    return commit


async def next_events(feed: Feed) -> Events:
    """What happened in the commit that comes next."""
    return (await next_commit(feed)).events


async def interrupted(feed: Feed) -> None:
    """Returns when the follower is told that something may be missing, and of nothing else."""
    async with asyncio.timeout(20):
        assert await anext(feed) == Interrupted()


@asynccontextmanager
async def commits_of(feed: RoomFeed, code: str) -> AsyncIterator[list[Commit]]:
    """All commits of a room from now on, in a list that grows. What may have missed some fails."""
    heard: list[Commit] = []

    async def listen() -> None:
        async for commit in following:
            assert isinstance(commit, Commit)
            heard.append(commit)

    async with feed.follow(code) as following:
        listening = asyncio.create_task(listen())
        yield heard
        assert not listening.done(), listening.exception()
        listening.cancel()


async def follow_for_ever(feed: RoomFeed, code: str) -> None:
    """Follow the room, and heed nothing of what is told."""
    async with feed.follow(code) as commits:
        async for _ in commits:
            pass
