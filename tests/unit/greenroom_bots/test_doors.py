"""Addresses that do not answer, and limits."""

import asyncio

import pytest

from greenroom_bots.doors import SHUNNED, Doors, Turnstile
from greenroom_client import Code, Refused

URLS = ["http://127.0.0.1:1", "http://127.0.0.1:2"]


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_an_address_that_did_not_answer_is_left_out_for_a_while() -> None:
    watch = Watch()
    doors = Doors(URLS, watch)
    assert [doors.usable(0), doors.usable(1), doors.usable(2)] == [0, 1, 0]
    watch.time = 1.0
    doors.is_away(0)
    assert [doors.usable(0), doors.usable(1)] == [1, 1]
    watch.time += SHUNNED
    assert doors.usable(0) == 0


def test_where_none_answers_the_one_that_is_wanted_is_asked() -> None:
    watch = Watch()
    watch.time = 1.0
    doors = Doors(URLS, watch)
    doors.is_away(0)
    doors.is_away(1)
    assert [doors.usable(0), doors.usable(1)] == [0, 1]


async def test_who_is_told_to_wait_holds_up_all_others() -> None:
    turnstile = Turnstile(asyncio.get_running_loop().time)
    asked: list[str] = []

    async def ask(who: str) -> str:
        asked.append(who)
        if len(asked) == 1:
            raise Refused(Code.RATE_LIMITED, "wait", retry_after=0.05)
        return who

    first = asyncio.create_task(turnstile.through(lambda: ask("Ada")))
    second = asyncio.create_task(turnstile.through(lambda: ask("Ben")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert turnstile.wait > 0
    assert await asyncio.gather(first, second) == ["Ada", "Ben"]
    assert asked == ["Ada", "Ada", "Ben"]
    assert (turnstile.refused, turnstile.wait) == (1, 0)


async def test_other_refusals_are_for_the_one_who_asked() -> None:
    turnstile = Turnstile(asyncio.get_running_loop().time)

    async def ask() -> None:
        raise Refused(Code.ROOM_LOCKED, "locked")

    with pytest.raises(Refused, match="locked"):
        await turnstile.through(ask)
