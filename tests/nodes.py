"""Real nodes: `greenroom serve`, each a process of its own on a free loopback port."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import entrypoints
from tests.child_server import GUARDED
from tests.witness.node import RECORD, complaints_by
from tests.witness.sockets import SocketWitness

SECRET = "a secret of which all nodes in the tests know"
ROOMY = {
    "THROTTLE_LIMIT": "1000000",
    "CONNECT_LIMIT": "1000000",
    "SOCKET_THROTTLE_LIMIT": "1000000",
    "SOCKET_MAX_UNAUTHENTICATED": "1000000",
    "CREATE_THROTTLE_LIMIT": "1000000",
    "MISS_THROTTLE_LIMIT": "1000000",
    "LOG_FORMAT": "json",
}
"""What a node is told unless a test says otherwise: nobody here is throttled."""

PATIENCE = 30.0
"""Seconds for a node to start; it takes about one."""

witness: SocketWitness | None = None
"""Whoever listens to the sockets of nodes that are started from now on; nobody in a benchmark."""

KEPT = ("PATH", "LANG", "TMPDIR")
"""Variables of our own environment that a node gets, beside those of Python and coverage."""


class NodeFailed(AssertionError):
    """The node did not start, or ended by itself."""


class Node:
    """One `greenroom serve`. It ends with its block, and with this process, even a killed one."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = settings
        self._folder = folder  # no .env in it
        self._log_path = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def is_running(self) -> bool:
        """Whether it was started and neither stopped nor killed."""
        return self._process is not None

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> None:
        """Start it: on any free port at first, on that same one again afterwards."""
        told = len(self.log())
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", GUARDED, "sh", *self._command()],
                cwd=self._folder,
                env={**inherited(), **ROOMY, **self._settings},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests alone
            )
        self._wait_until_it_listens(told)

    def stop(self) -> int:
        """Ask it to end (SIGTERM). Returns its exit status."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL), if it is there. It says goodbye to nobody."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def log(self) -> str:
        """Everything that it has written to its standard output and standard error."""
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""

    def lines(self, since: int = 0) -> list[dict[str, Any]]:
        """The lines of its log, from this character on. What is no JSON is a line `unreadable`."""
        return [_line(text) for text in self.log()[since:].splitlines()]

    async def told(self, since: int) -> list[dict[str, Any]]:
        """As `lines`, once there is one: it may be written after the answer."""
        give_up = time.monotonic() + PATIENCE
        while not (lines := self.lines(since)) and time.monotonic() < give_up:
            await asyncio.sleep(0.01)
        return lines

    def undescribed(self) -> list[str]:
        """What went over HTTP and is not as the OpenAPI document says, if anybody looked."""
        return []

    def complaints(self, since: int = 0) -> list[dict[str, Any]]:
        """The lines of its log that nobody wants to see."""
        return [line for line in self.lines(since) if _is_complaint(line)]

    def _command(self) -> list[str]:
        port = self.url.rpartition(":")[2] or "0"
        return [sys.executable, "-m", "entrypoints.cli", "serve", "--port", port]

    def _wait_until_it_listens(self, told: int) -> None:
        give_up = time.monotonic() + PATIENCE
        while self._running() and time.monotonic() < give_up:
            for line in self.lines(told):
                if line.get("event") == "listening":
                    self.url = line["address"]
                    return
            time.sleep(0.02)
        raise NodeFailed(self.log()[told:])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.kill()
            raise NodeFailed(f"the node is not running: {self.log()}")
        return self._process


class WitnessedNode(Node):
    """One that writes down what goes over its sockets, and what over HTTP is not as described."""

    def undescribed(self) -> list[str]:
        complaints = Path(complaints_by(self._settings[RECORD]))
        return complaints.read_text().splitlines() if complaints.exists() else []

    def _command(self) -> list[str]:
        python, _, _, *arguments = super()._command()
        return [python, "-m", "tests.witness.node", *arguments]


@contextmanager
def node_process(settings: Mapping[str, str]) -> Iterator[Node]:
    """A node with these variables in its environment, for fixtures of any scope."""
    with tempfile.TemporaryDirectory(prefix="node-") as folder, ExitStack() as stack:
        node = Node(settings, Path(folder))
        if witness is not None:
            heard = stack.enter_context(witness.listening(Path(folder)))
            node = WitnessedNode({**settings, **heard}, Path(folder))
        try:
            node.start()
            yield node
            if node._process is not None:
                node.stop()
            assert not (complaints := node.undescribed()), "\n".join(complaints[:20])
        finally:
            node.kill()


@contextmanager
def two_nodes(url: str, settings: Mapping[str, str]) -> Iterator[tuple[Node, Node]]:
    """Two nodes with these variables on the store at this address. Those that are still running
    in the end must have had nothing to complain of."""
    settings = on_store(url) | settings
    with node_process(settings) as first, node_process(settings) as second:
        yield first, second
        for node in (first, second):
            assert not node.is_running or node.complaints() == []


@asynccontextmanager
async def running_node(settings: Mapping[str, str] | None = None) -> AsyncIterator[Node]:
    """A node with these variables in its environment, while the block lasts."""
    ready = node_process(settings or {})
    node = await asyncio.to_thread(ready.__enter__)
    try:
        yield node
    finally:
        await asyncio.to_thread(ready.__exit__, None, None, None)


def on_store(url: str) -> dict[str, str]:
    """The variables of a node that shares the store at this address with others."""
    if url.startswith("redis"):
        return {"REDIS_URL": url, "JWT_SECRET": SECRET}
    return {"STORE": "postgres", "DATABASE_URL": url, "JWT_SECRET": SECRET}


def inherited() -> dict[str, str]:
    """What a process is given of our environment: enough to find the code that is tested."""
    ours = {name: text for name, text in os.environ.items() if _is_kept(name)}
    return ours | {"PYTHONPATH": str(Path(entrypoints.__path__[0]).parent)}


def _is_kept(name: str) -> bool:
    return name in KEPT or name.startswith(("PYTHON", "COVERAGE"))


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(b"\n")  # the guard goes before the process id is free again
    process.kill()
    process.wait()


def _line(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"unreadable": text}


def _is_complaint(line: dict[str, Any]) -> bool:
    return (
        line.keys() & {"unreadable", "exception", "exc_info"} != set()
        or line.get("level") in ("error", "critical")
        or "Traceback" in str(line)
    )
