"""Someone with the stock JavaScript client, which runs in a Node.js of its own."""

import asyncio
import itertools
import json
import subprocess
from pathlib import Path
from typing import Any, Self

from tests.hearing import PATIENCE, Hearer
from tests.players import user_in
from tests.programs import program

FOLDER = Path(__file__).parent / "integration" / "js"


def install_client() -> None:
    """Have the client's packages at hand, as the lock says.

    Skips the test where Node.js or npm is missing; fails it where CI is set.
    """
    for name in ("node", "npm"):
        program(name)
    if not _is_installed():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def _is_installed() -> bool:
    """Whether what is there was installed from the present lock."""
    done, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    return done.exists() and done.stat().st_mtime >= lock.stat().st_mtime


class JavaScriptPlayer(Hearer):
    """One member of a room; `tests/integration/js/player.mjs` says what it hears.

    Without `transport` the client is called as in the seed document, unchanged. Without
    `address` it speaks from whatever address of this machine the system gives it.
    """

    def __init__(self, url: str, token: str, transport: str = "", address: str = "") -> None:
        super().__init__()
        self.id = user_in(token)
        self._command = ["node", "player.mjs", url, token, transport, address]
        self._numbers = itertools.count(1)
        self._process: asyncio.subprocess.Process
        self._listening: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=FOLDER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()  # it ends with it
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        finally:
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()
            await self._listening

    async def call(self, event: str, *payload: object) -> Any:
        """Send a command with `emitWithAck` and return the answer."""
        number = next(self._numbers)
        self.order("call", number, event, *payload)
        at = await self.hearing(lambda heard: heard[:2] == ("ack", number))
        return self.heard[at][2]

    def order(self, *order: object) -> None:
        """Have the client do something; see the script."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.hear(*json.loads(line))
