"""Events that wait for their reader, who may be slow."""

import asyncio

import pytest

from greenroom_client import Event, EventsMissed, LockToggled, NotUnderstood
from greenroom_client.mailbox import Mailbox
from tests.told_rooms import known, told

ROOM = known("Ada")


def lock(number: int) -> Event:
    return LockToggled(is_locked=bool(number % 2))


async def read_all(mailbox: Mailbox) -> list[Event]:
    return [event async for event in mailbox]


async def test_events_are_read_in_order_and_end_with_the_room() -> None:
    mailbox = Mailbox(10)
    for number in range(5):
        mailbox.put(lock(number), ROOM)
    mailbox.close()
    assert await read_all(mailbox) == [lock(number) for number in range(5)]
    assert await read_all(mailbox) == []


async def test_a_reader_waits_for_what_is_still_to_come() -> None:
    mailbox = Mailbox(10)
    reading = asyncio.create_task(read_all(mailbox))
    await asyncio.sleep(0)
    mailbox.put(lock(1), ROOM)
    await asyncio.sleep(0)
    mailbox.close()
    assert await reading == [lock(1)]


async def test_a_slow_reader_is_told_how_much_it_missed_and_the_room_before_the_rest() -> None:
    mailbox = Mailbox(3)
    for number in range(3):
        mailbox.put(lock(number), ROOM)
    mailbox.put(lock(3), known("Ada", "Ben"))
    mailbox.close()
    assert await read_all(mailbox) == [EventsMissed(3), told("Ada", "Ben"), lock(3)]


async def test_what_was_missed_adds_up_until_it_is_told() -> None:
    mailbox = Mailbox(2)
    for number in range(7):
        mailbox.put(lock(number), ROOM)
    mailbox.close()
    assert await read_all(mailbox) == [EventsMissed(6), told("Ada"), lock(6)]


async def test_what_was_missed_since_it_was_told_is_counted_anew() -> None:
    mailbox = Mailbox(2)
    for number in range(3):
        mailbox.put(lock(number), ROOM)
    assert await anext(mailbox) == EventsMissed(2)
    for number in range(3):
        mailbox.put(lock(number), ROOM)
    mailbox.close()
    assert await read_all(mailbox) == [EventsMissed(2), told("Ada"), lock(1), lock(2)]


async def test_events_that_nobody_reads_do_not_pile_up() -> None:
    mailbox = Mailbox(2)
    for number in range(1_000):
        mailbox.put(lock(number), ROOM)
    mailbox.close()
    assert len(await read_all(mailbox)) <= 4


async def test_nothing_comes_after_the_end() -> None:
    mailbox = Mailbox(2)
    mailbox.close()
    mailbox.put(lock(1), ROOM)
    assert await read_all(mailbox) == []


async def test_an_error_comes_after_what_was_there() -> None:
    mailbox = Mailbox(2)
    mailbox.put(lock(1), ROOM)
    mailbox.close(NotUnderstood("room:state"))
    assert await anext(mailbox) == lock(1)
    with pytest.raises(NotUnderstood, match="room:state"):
        await anext(mailbox)


async def test_two_cannot_read_at_once() -> None:
    mailbox = Mailbox(2)
    reading = asyncio.create_task(read_all(mailbox))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="one reader"):
        await anext(mailbox)
    mailbox.close()
    await reading


async def test_a_reader_that_gave_up_makes_place_for_the_next() -> None:
    mailbox = Mailbox(2)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await anext(mailbox)
    mailbox.put(lock(1), ROOM)
    assert await anext(mailbox) == lock(1)
