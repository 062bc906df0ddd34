"""By when the one who asks wants its answer."""

import asyncio

import pytest

from application.deadline import answer_by, answer_due, due_within


def test_there_is_no_limit_unless_someone_sets_one() -> None:
    assert answer_due() is None


def test_everything_inside_is_due_by_the_time_that_was_set() -> None:
    with answer_by(12.5):
        assert answer_due() == 12.5
    assert answer_due() is None


def test_an_inner_limit_gives_way_to_the_outer_one_again() -> None:
    with answer_by(20):
        with answer_by(10):
            assert answer_due() == 10
        assert answer_due() == 20


def test_an_inner_limit_does_not_loosen_the_outer_one() -> None:
    with answer_by(10), answer_by(20):
        assert answer_due() == 10


def a_question_that_fails() -> None:
    with answer_by(10):
        raise RuntimeError


def test_a_limit_ends_with_the_question_that_failed() -> None:
    with pytest.raises(RuntimeError):
        a_question_that_fails()
    assert answer_due() is None


async def when_due() -> float | None:
    await asyncio.sleep(0)
    return answer_due()


async def test_a_limit_reaches_what_is_awaited_and_the_tasks_that_start_inside() -> None:
    with answer_by(10):
        started = asyncio.ensure_future(when_due())
        assert await when_due() == 10
    assert await started == 10


async def ask(limit: float) -> float | None:
    with answer_by(limit):
        return await when_due()


async def test_questions_asked_at_once_have_a_limit_each() -> None:
    one, two, unlimited = await asyncio.gather(ask(1), ask(2), when_due())
    assert (one, two, unlimited) == (1, 2, None)


async def test_an_answer_is_due_when_patience_ends_or_the_caller_wants_it_earlier() -> None:
    now = asyncio.get_running_loop().time()
    assert now + 5 <= due_within(5) < now + 10
    with answer_by(now + 1):
        assert due_within(5) == now + 1
    with answer_by(now + 3600):
        assert due_within(5) < now + 10
