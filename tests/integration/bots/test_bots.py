"""Scripted players on real nodes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.command_line import CommandLine, ended
from tests.liar import keeping_back
from tests.nodes import Node, node_process, on_store, running_node, two_nodes
from tests.ports import free_port
from tests.scrapes import scrape
from tests.servers import ValkeyServer

PATIENCE = 20.0

ALL_WELL = "All agreed, and nobody was lost."
LIVELY = ("--pace", "0.3", "--drops", "3", "--seed", "1")


@pytest.fixture(scope="module")
def store() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def bots(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path, {})


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    async with running_node() as node:
        yield node


async def members_are_at(node: Node, count: int) -> None:
    """Returns when so many are connected to it at once."""
    async with asyncio.timeout(PATIENCE):
        while (await scrape(node.url)).figure("greenroom_members_connected") < count:
            await asyncio.sleep(0.05)


def objects(text: str) -> list[dict[str, Any]]:
    """The output of `--json`."""
    return [json.loads(line) for line in text.splitlines()]


async def test_they_play_on_two_nodes_and_leave_nothing_behind(
    store: ValkeyServer, bots: CommandLine
) -> None:
    with two_nodes(store.url, {}) as nodes:
        urls = [node.url for node in nodes]
        played = await bots.ran(
            "bots", "--rooms", "3", "--players", "3", "--seconds", "3", *LIVELY, *urls
        )
        assert (played.returncode, played.stderr) == (0, "")
        assert played.stdout.splitlines()[-1] == ALL_WELL
        with Redis.from_url(store.url) as redis:
            assert list(redis.scan_iter("room:*")) == []


async def test_whoever_was_on_a_node_that_is_killed_comes_back_through_another(
    store: ValkeyServer, bots: CommandLine
) -> None:
    settings = on_store(store.url)
    with node_process(settings) as kept, node_process(settings) as killed:
        command = ["bots", "--rooms", "2", "--players", "4", "--seconds", "6", "--drops", "0"]
        playing = asyncio.create_task(bots.ran(*command, "--json", kept.url, killed.url))
        await members_are_at(killed, 4)
        killed.kill()
        played = await playing
        *_, last = objects(played.stdout)
    assert (played.returncode, last["findings"]) == (0, [])
    assert last["ended"]
    assert last["totals"]["returns"] >= 4, "half of them were there"
    assert all(room["state"] == "closed" for room in last["rooms"])


async def test_an_event_that_was_kept_from_some_is_found(node: Node, bots: CommandLine) -> None:
    command = ["bots", "--rooms", "1", "--players", "2", "--seconds", "6", "--seed", "3"]
    opened = (b"room:lock_toggled", b'{"isLocked":false')
    async with keeping_back(*opened, node.url) as lying:
        played = await bots.ran(*command, "--pace", "0.1", "--drops", "0", node.url, lying)
    assert played.returncode == 1
    # Whoever comes back does so by the other way: it may be either of the two who finds it, with
    # the next event, or both when they compare.
    found = (
        "the room is locked, which it was already",
        "it is open / locked",
        "it is locked / open",
    )
    assert any(finding in played.stdout for finding in found)


async def test_limits_are_waited_for(bots: CommandLine) -> None:
    limits = {"CREATE_THROTTLE_LIMIT": "1", "CREATE_THROTTLE_TTL_MS": "1500"}
    async with running_node(limits) as node:
        command = ["bots", "--rooms", "2", "--players", "2", "--seconds", "8", "--json"]
        played = await bots.ran(*command, node.url)
    assert played.returncode == 0
    told = objects(played.stdout)
    assert any(room["state"] == "waiting" for second in told for room in second["rooms"])
    assert told[-1]["totals"]["commands"]["close"] == {"ok": 2}


async def test_more_players_than_the_server_allows_are_refused(bots: CommandLine) -> None:
    async with running_node({"ROOM_MAX_USERS": "3"}) as node:
        played = await bots.ran("bots", "--players", "4", node.url)
    assert played.returncode == 1
    assert "does not allow 4 players" in played.stderr


async def test_where_nothing_answers_that_is_said(bots: CommandLine) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    played = await bots.ran("bots", nobody)
    assert (played.returncode, played.stdout) == (1, "")
    assert f"{nobody} can't be reached" in played.stderr
    assert "Traceback" not in played.stderr


def wait_for_the_table(terminal: Any, node: Node) -> None:
    terminal.expect("sockets 2/2")
    assert node.url.removeprefix("http://") in terminal.before


async def test_ctrl_c_ends_the_table_and_closes_the_room(node: Node, bots: CommandLine) -> None:
    with bots.on_terminal("bots", "--rooms", "1", "--players", "2", node.url) as terminal:
        await asyncio.to_thread(wait_for_the_table, terminal, node)
        terminal.sendintr()
        told, status = await asyncio.to_thread(ended, terminal)
    assert status == 0
    assert "close: ok 1" in told
    assert ALL_WELL in told


async def test_a_second_interrupt_ends_it_at_once(store: ValkeyServer, bots: CommandLine) -> None:
    with (
        node_process(on_store(store.url)) as node,
        bots.on_terminal("bots", "--rooms", "1", "--players", "2", node.url) as terminal,
    ):
        await asyncio.to_thread(wait_for_the_table, terminal, node)
        store.stop()  # nothing can be closed now
        try:
            terminal.sendintr()
            await asyncio.sleep(0.5)
            terminal.sendintr()
            _, status = await asyncio.to_thread(ended, terminal)
        finally:
            store.cont()
    assert status == 130
