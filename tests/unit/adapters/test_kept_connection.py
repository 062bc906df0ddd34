"""A connection that is made again, and an event that is waited for no longer than allowed."""

import asyncio
from contextlib import nullcontext

import pytest

from adapters.kept_connection import KeptConnection, happening
from application.deadline import answer_by
from application.errors import StoreUnavailable
from tests.fakes import NotedBackoff


async def test_pauses_grow_with_each_failure_until_it_has_answered() -> None:
    backoff, turns = NotedBackoff(), iter([False, False, True, False])

    async def serve() -> None:
        if next(turns, None) is True:
            kept.has_answered()
        raise StoreUnavailable

    kept = KeptConnection(serve, backoff)
    running = asyncio.ensure_future(kept.run())
    async with asyncio.timeout(5):
        while len(backoff.attempts) < 4:
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    assert backoff.attempts[:4] == [0, 1, 0, 1]


async def test_what_has_happened_is_not_waited_for() -> None:
    event = asyncio.Event()
    event.set()
    await happening(event, 0)


@pytest.mark.parametrize(("caller", "patience"), [(0.01, 60.0), (None, 0.01)])
async def test_what_does_not_happen_is_waited_for_as_long_as_allowed(
    caller: float | None, patience: float
) -> None:
    loop = asyncio.get_running_loop()
    limit = nullcontext() if caller is None else answer_by(loop.time() + caller)
    began = loop.time()
    with limit, pytest.raises(StoreUnavailable):
        await happening(asyncio.Event(), patience)
    assert loop.time() < began + 5
