"""The tutorial `docs/swap-the-store.md`, followed to the letter from an empty folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.code_blocks import ROOT, Block, blocks_in
from tests.crowd import told
from tests.grown_source import grown
from tests.parties import a_party
from tests.ports import ports_in_a_row
from tests.walkthrough.shell import Serving, Terminal
from tests.walkthrough.shown import fits

PAGE = ROOT / "docs" / "swap-the-store.md"
EXAMPLES = ROOT / "docs" / "examples"
ROUNDS = 10

OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # pip's own way to say that there is none
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PYTHONPATH": sysconfig.get_path("purelib"),
}
"""Variables that have pip take what is installed here, instead of going to the network."""


class Reader:
    """Does what the page says, block by block, and holds it to what it shows."""

    def __init__(self, terminal: Terminal, folder: Path, ports: list[int]) -> None:
        self._terminal = terminal
        self._folder = folder / "our-store"
        self._ports = ports
        self._printed = ""

    @property
    def urls(self) -> list[str]:
        """Where the page's two nodes listen."""
        return [f"http://127.0.0.1:{port}" for port in self._ports]

    def written(self, name: str) -> str:
        """What a file of the page has become."""
        path = self._folder / name
        return path.read_text() if path.exists() else ""

    async def follow(self, block: Block, shown: str) -> None:
        """Do what a block says, under which this is `shown`."""
        match block.language, block.words:
            case "sh", ():
                must_fail = "failed" in shown
                self._printed = await self._terminal.run("! " * must_fail + block.text)
            case "text", ():
                assert fits(block.text, self._printed), f"{block}: {self._printed}"
            case (("python" | "ini"), (name,)):
                source = grown(self.written(name), block.text)
                (self._folder / name).write_text(source)
            case _:
                raise AssertionError(f"{block} is of no kind that a reader could follow")

    async def serving(self, block: Block) -> Serving:
        """What the block has go on running, with the variables that were exported before."""
        exported = (await self._terminal.run("env")).splitlines()
        environ = dict(line.split("=", 1) for line in exported if "=" in line)
        return Serving(block.text, self._ports, self._folder, environ)


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    one, two = ports_in_a_row(2)
    environ = OFFLINE | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "GREENROOM": str(ROOT),
        "PORT": str(one),
    }
    async with Terminal(tmp_path, environ) as terminal:
        yield Reader(terminal, tmp_path, [one, two])


async def test_who_follows_the_page_has_a_store_that_keeps_the_contract_and_serves_people(
    reader: Reader,
) -> None:
    blocks = blocks_in(PAGE)
    async with AsyncExitStack() as stack:
        for block, below in zip(blocks, [*blocks[1:], blocks[-1]], strict=True):
            if block.words == ("server",):
                server = await stack.enter_async_context(await reader.serving(block))
            else:
                await reader.follow(block, below.text if below.language == "text" else "")
        await people_play_on(reader.urls)
    assert server.said().count('"stopped"') == 2, server.said()


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_the_examples_are_what_the_page_builds(example: Path) -> None:
    built = ""
    for block in blocks_in(PAGE):
        if block.words == (example.name,):
            built = grown(built, block.text)
    assert built == example.read_text()


def test_two_processes_fail_without_the_lock_as_the_page_says(tmp_path: Path) -> None:
    (ini,) = (block.text for block in blocks_in(PAGE) if block.words == ("pytest.ini",))
    (tmp_path / "pytest.ini").write_text(ini)
    shutil.copy(EXAMPLES / "test_two_nodes.py", tmp_path)
    store = (EXAMPLES / "sqlite_rooms.py").read_text()
    assert two_processes_pass(store, tmp_path)
    assert not two_processes_pass(store.replace("BEGIN IMMEDIATE", "BEGIN"), tmp_path)


def two_processes_pass(store: str, folder: Path) -> bool:
    """Whether the page's test with two processes passes for this store."""
    (folder / "sqlite_rooms.py").write_text(store)
    command = [sys.executable, "-m", "pytest", "test_two_nodes.py"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(folder)])}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stdout
    return done.returncode == 0


async def people_play_on(urls: list[str]) -> None:
    """Three people on two nodes, all of whom hear the same."""
    async with a_party(urls, "Ada", "Ben", "Cleo") as (party, players):
        for _ in range(2 * ROUNDS):
            assert await players[0].call("room:toggle_lock") == {"ok": True}
        assert (await party.room()).is_locked is False
        assert await players[0].call("room:close") == {"ok": True}
        for player in players:
            assert await player.until("room:closed") == {"reason": "HOST_CLOSED"}
            locks = told(player, "room:lock_toggled")
            assert locks == [{"isLocked": True}, {"isLocked": False}] * ROUNDS
