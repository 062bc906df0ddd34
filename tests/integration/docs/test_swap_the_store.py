"""The tutorial `docs/swap-the-store.md`, followed to the letter from an empty folder."""

import asyncio
import os
import socket
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.code_blocks import ROOT, Block, blocks_in
from tests.grown_source import grown
from tests.parties import a_party
from tests.shell_session import ShellSession, shell_session, shows

PAGE = ROOT / "docs" / "swap-the-store.md"
EXAMPLES = ROOT / "docs" / "examples"
PATIENCE = 60.0
ROUNDS = 10


def two_free_ports() -> int:
    """A port that is free, as is the next one."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Reader:
    """Does what the page says, block by block, and holds it to what it shows."""

    def __init__(self, shell: ShellSession, folder: Path, port: int) -> None:
        self._shell = shell
        self._folder = folder / "our-store"
        self.urls = [f"http://127.0.0.1:{port + turn}" for turn in range(2)]
        self._output = ""
        self._failed: Block | None = None

    def follow(self, block: Block) -> None:
        """Do what this block says."""
        match block.language, block.words:
            case "sh", ():
                self._run(block)
            case "sh", ("server",):
                self._shell.start(block.text, "server.log")
                self._wait_until_ready()
            case "text", ():
                assert shows(block.text, self._output), f"{block}: what came is {self._output}"
                assert self._failed is None or "failed" in block.text, self._output
                self._failed = None
            case "python" | "ini", (name,):
                file = self._folder / name
                source = file.read_text() if file.exists() else ""
                file.write_text(grown(source, block.text))
            case _:
                pytest.fail(f"{block} is of no kind that a reader could follow")

    def _run(self, block: Block) -> None:
        assert self._failed is None, f"{self._failed}: {self._output}"
        status, self._output = self._shell.run(block.text)
        self._failed = block if status else None
        if "-m venv" in block.text:
            assert (self._folder / ".venv" / "bin" / "greenroom").exists(), self._output

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + PATIENCE
        for url in self.urls:
            while not _answers(url):
                assert time.monotonic() < give_up, (self._folder / "server.log").read_text()
                time.sleep(0.05)

    def written(self, name: str) -> str:
        """What the file has become."""
        return (self._folder / name).read_text()

    def ended(self) -> None:
        """Everything shown has come; the servers end when they are told to."""
        assert self._failed is None, f"{self._failed}: {self._output}"
        status, _ = self._shell.stop()
        assert status == 0, self.written("server.log")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", trust_env=False).is_success
    except httpx.TransportError:
        return False


def offline() -> dict[str, str]:
    """Variables that have pip take what is installed here, instead of going to the network."""
    return {
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's own way to write yes
        "PIP_NO_DEPS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    port = two_free_ports()
    environment = offline() | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "GREENROOM": str(ROOT),
        "PORT": str(port),
    }
    with shell_session(tmp_path, environment) as shell:
        yield Reader(shell, tmp_path, port)


async def test_who_follows_the_page_has_a_store_that_keeps_the_contract_and_serves_people(
    reader: Reader,
) -> None:
    for block in blocks_in(PAGE):
        await asyncio.to_thread(reader.follow, block)
    async with a_party(reader.urls, "Ada", "Ben", "Cleo") as (party, players):
        for _ in range(2 * ROUNDS):
            assert await players[0].call("room:toggle_lock") == {"ok": True}
        assert (await party.room())["isLocked"] is False
        assert await players[0].call("room:close") == {"ok": True}
        for player in players:
            assert await player.until("room:closed") == {"reason": "HOST_CLOSED"}
    await asyncio.to_thread(reader.ended)
    for example in EXAMPLES.glob("*.py"):
        assert reader.written(example.name) == example.read_text()
