"""Someone who follows a page notices what does not come out as shown."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.code_blocks import Block
from tests.walkthrough.shell import CommandFailed
from tests.walkthrough.walk import NobodyKnowsHow, Walk, a_walk

LISTEN = """\
exec python3 -c 'import os, socket, time
listening = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
time.sleep(600)'
"""


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with a_walk(tmp_path) as walk:
        yield walk


def block(info: str, text: str) -> Block:
    language, *words = info.split() or [""]
    return Block(language, tuple(words), text, "page.md", 1)


async def test_variables_and_files_last_from_block_to_block(walk: Walk) -> None:
    await walk.take(block("sh", "GREETING=hello\n"))
    await walk.take(block("python shout.py", "import sys\nprint(sys.argv[1].upper())\n"))
    await walk.take(block("sh", "python shout.py $GREETING\n"))
    await walk.take(block("text", "HELLO\n"))


async def test_output_that_is_not_as_shown_is_noticed(walk: Walk) -> None:
    await walk.take(block("sh", "echo one\n"))
    with pytest.raises(AssertionError, match="printed:\none"):
        await walk.take(block("text", "two\n"))


async def test_output_that_nothing_printed_is_noticed(walk: Walk) -> None:
    with pytest.raises(NobodyKnowsHow, match="nothing was printed"):
        await walk.take(block("json", "{}\n"))


async def test_a_command_that_fails_is_noticed_though_others_follow(walk: Walk) -> None:
    with pytest.raises(CommandFailed, match="ended with 1"):
        await walk.take(block("sh", "false\ntrue\n"))


async def test_a_shell_that_ends_is_noticed(walk: Walk) -> None:
    with pytest.raises(CommandFailed, match="IncompleteReadError"):
        await walk.take(block("sh", "exit\n"))


@pytest.mark.parametrize("info", ["", "ruby", "sh loudly now", "text elsewhere", "html"])
async def test_a_block_that_nobody_knows_how_to_run_is_noticed(walk: Walk, info: str) -> None:
    with pytest.raises(NobodyKnowsHow, match=r"page\.md:1"):
        await walk.take(block(info, "text\n"))


async def test_a_server_that_ends_at_once_is_noticed_with_what_it_said(walk: Walk) -> None:
    with pytest.raises(CommandFailed, match="no such luck"):
        await walk.take(block("sh server", "echo no such luck; exit 1\n"))


async def test_a_server_runs_until_another_one_takes_its_port(walk: Walk) -> None:
    await walk.take(block("sh server 3000", LISTEN))
    await walk.take(block("sh server 3000", LISTEN))
    assert is_open(walk.checkout.port("3000"))


async def test_servers_end_with_the_walk(tmp_path: Path) -> None:
    async with a_walk(tmp_path) as walk:
        await walk.take(block("sh server 3000", LISTEN))
        assert is_open(walk.checkout.port("3000"))
    assert not is_open(walk.checkout.port("3000"))


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
