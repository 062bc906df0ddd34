"""What an operator sees on a terminal, and is asked there. No node runs."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from application.contract.changes import joining
from application.ports import RoomRepository
from domain.room import Room
from tests.any_store import a_new_room
from tests.command_line import COMMAND, PATIENCE, CommandLine, ended, interrupted
from tests.nodes import on_store
from tests.redis_rooms import node_at

QUESTION = "Close {code} for everybody \\(members: 2, connected: 0\\)\\? \\[y/N\\]: "

MANY = 1000
"""Rooms whose lines are more than a pipe holds."""

NAME = "[red]Ada[/red]"


@pytest.fixture
def operator(redis_url: str, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path, on_store(redis_url))


@pytest.fixture
async def rooms(redis_url: str) -> AsyncIterator[RoomRepository]:
    async with node_at(redis_url) as node:
        yield node.rooms


@pytest.fixture
async def room(rooms: RoomRepository) -> Room:
    """A room with two members, neither of them connected."""
    room, events = a_new_room("S33WAQ")
    await rooms.add(room, events)
    return (await rooms.update(room.code, joining(display_name=NAME))).room


async def test_rooms_and_members_are_tables_and_names_are_shown_as_they_are(
    operator: CommandLine, room: Room
) -> None:
    with operator.on_terminal("rooms", "list") as terminal:
        told, status = ended(terminal)
    assert (status, "────" in told, room.code in told) == (0, True, True)
    assert "rooms: 1, members: 2, connected: 0" in told
    with operator.on_terminal("rooms", "show", room.code) as terminal:
        told, status = ended(terminal)
    assert (status, "────" in told, NAME in told) == (0, True, True)


async def test_a_room_is_closed_when_the_answer_is_yes_and_no_lease_was_taken(
    operator: CommandLine, room: Room, redis_url: str
) -> None:
    with operator.on_terminal("rooms", "close", room.code) as terminal:
        terminal.expect(QUESTION.format(code=room.code))
        terminal.sendline("y")
        told, status = ended(terminal)
    assert (status, f"{room.code}: closed" in told) == (0, True)
    async with Redis.from_url(redis_url) as redis:
        assert await redis.keys() == []


@pytest.mark.parametrize("answer", ["n", ""])
async def test_a_room_stays_open_when_the_answer_is_anything_else(
    operator: CommandLine, room: Room, rooms: RoomRepository, answer: str
) -> None:
    with operator.on_terminal("rooms", "close", room.code) as terminal:
        terminal.expect(QUESTION.format(code=room.code))
        terminal.sendline(answer)
        told, status = ended(terminal)
    assert (status, "nothing was closed" in told) == (1, True)
    assert await rooms.get(room.code) == room


async def test_a_room_stays_open_when_the_question_is_interrupted(
    operator: CommandLine, room: Room, rooms: RoomRepository
) -> None:
    with operator.on_terminal("rooms", "close", room.code) as terminal:
        terminal.expect(QUESTION.format(code=room.code))
        told, status = interrupted(terminal)
    assert (status, "Traceback" in told) == (1, False)
    assert await rooms.get(room.code) == room


async def test_a_room_that_got_the_code_while_somebody_thought_stays_open(
    operator: CommandLine, room: Room, rooms: RoomRepository
) -> None:
    with operator.on_terminal("rooms", "close", room.code) as terminal:
        terminal.expect(QUESTION.format(code=room.code))
        await rooms.update(room.code, lambda room: room.close_by_operator())
        newer, events = a_new_room(room.code)
        await rooms.add(newer, events)
        terminal.sendline("y")
        told, status = ended(terminal)
    assert (status, f"{room.code}: no such room" in told) == (1, True)
    assert await rooms.get(room.code) == newer


async def test_who_reads_only_the_first_line_ends_it_without_a_word(
    operator: CommandLine, rooms: RoomRepository
) -> None:
    await asyncio.gather(*(rooms.add(*a_new_room()) for _ in range(MANY)))
    reading = await asyncio.create_subprocess_shell(
        f"{' '.join(COMMAND)} rooms list --json | head -n 1",
        env=operator.environ,
        cwd=operator.folder,
        stdout=PIPE,
        stderr=PIPE,
    )
    told, complaints = await asyncio.wait_for(reading.communicate(), PATIENCE)
    assert (told.count(b"\n"), complaints) == (1, b"")


async def test_without_a_terminal_nobody_can_be_asked(
    operator: CommandLine, room: Room, rooms: RoomRepository
) -> None:
    refused = await operator.ran("rooms", "close", room.code)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "There is no terminal to ask at: close it without asking by --yes." in refused.stderr
    assert await rooms.get(room.code) == room
