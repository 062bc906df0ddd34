"""What a test hears of a room."""

import asyncio
from collections.abc import AsyncIterator

from application.commit import Commit, Interrupted
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
