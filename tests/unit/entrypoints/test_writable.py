"""Whether one may write, and waiting until one may."""

import asyncio

from entrypoints.writable import Writable
from tests.hurried_loop import idle


async def test_at_first_one_may() -> None:
    await asyncio.wait_for(Writable().wait(), 1)


async def test_all_who_wait_go_on_when_one_may() -> None:
    writable = Writable()
    writable.clear()
    writable.clear()
    waiting = [asyncio.create_task(writable.wait()) for _ in range(3)]
    waiting[0].cancel()
    await idle()
    assert [task.done() for task in waiting] == [True, False, False]
    writable.set()
    await asyncio.gather(*waiting[1:])
    await writable.wait()


async def test_one_may_not_again() -> None:
    writable = Writable()
    writable.clear()
    writable.set()
    writable.clear()
    waiting = asyncio.create_task(writable.wait())
    await idle()
    assert not waiting.done()
    writable.set()
    await waiting
