"""Work that outlives whoever started it inherits neither its deadline nor anything else."""

import asyncio

import pytest

from application.background import background
from application.deadline import answer_by, answer_due


async def when_due() -> float | None:
    await asyncio.sleep(0)
    return answer_due()


async def work_that_fails() -> None:
    raise RuntimeError


async def test_work_in_the_background_is_not_bound_by_the_deadline_of_its_starter() -> None:
    with answer_by(10):
        assert await background(when_due()) is None
        assert answer_due() == 10


async def test_what_goes_wrong_in_the_background_is_told_to_whoever_awaits_it() -> None:
    with pytest.raises(RuntimeError):
        await background(work_that_fails())
