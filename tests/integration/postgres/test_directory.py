"""Rooms are found among rows that are none of ours, in small steps."""

import asyncpg

from adapters.postgres_directory import READ
from domain.room import Room
from tests.any_store import open_room
from tests.listed import postgres_directory
from tests.postgres_store import Node


async def named(node: Node) -> dict[str, Room]:
    batches = postgres_directory(node).rooms()
    return {room.code: room async for batch in batches for room in batch}


async def test_a_row_that_is_no_room_is_passed_over(
    there: Node, tables: asyncpg.Connection
) -> None:
    broken, whole = await open_room(there), await open_room(there, guests=2)
    for wrong in ("not ours", '{"code":"S33WAQ"}'):
        await tables.execute("UPDATE rooms SET room = $1 WHERE code = $2", wrong, broken.code)
        assert await named(there) == {whole.code: whole}


async def test_a_step_reads_the_rooms_that_come_next(there: Node) -> None:
    rooms = [await open_room(there) for _ in range(READ + 1)]
    batches = [len(batch) async for batch in postgres_directory(there).rooms()]
    assert batches == [READ, 1]
    assert (await named(there)).keys() == {room.code for room in rooms}


async def test_where_there_is_no_room_none_is_named(there: Node) -> None:
    assert await named(there) == {}
