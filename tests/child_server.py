"""A server that a test has as its own child, and that does not outlive it."""

import itertools
import os
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import free_ports

GUARDED = 'exec 3<&0; (read -r _ || kill -9 $$) <&3 & exec "$@" </dev/null 3<&-'
"""Shell that becomes the server (same process id) and leaves a guard behind, which reads our
end of a pipe: a line means that all is well, the end of the pipe that we are dead."""

PATIENCE = 10.0
"""Seconds for a server to answer at first; it takes a twentieth of one."""


class ServerFailed(AssertionError):
    """The server did not start, or is not running. A test that needs it fails."""


class ChildServer(ABC):
    """A server on a free loopback port and a Unix socket.

    It ends with the `with` block, and with this process, even one that is killed. Signals go
    to this one child and its children only, as long as it is our child.
    """

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"{name}-")
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
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def unix_path(self) -> str: ...

    @property
    def pid(self) -> int:
        """Raises `ServerFailed` when it is not running."""
        if not self.is_running or self._process is None:
            raise ServerFailed(f"the server is not running: {self._log()}")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is there; a stopped one is."""
        if self._process is not None and self._process.poll() is not None:
            self.kill()  # it ended by itself: its guard must not outlive it
        return self._process is not None

    def stop(self) -> None:
        """Freeze it and all its processes (SIGSTOP): connections stay, nothing is answered."""
        signal_all([self.pid, *self._children()], signal.SIGSTOP)

    def cont(self) -> None:
        """Let a frozen one go on (SIGCONT)."""
        signal_all([*self._children(), self.pid], signal.SIGCONT)

    def kill(self) -> None:
        """End it and all its processes at once (SIGKILL)."""
        if self._process is not None:
            children = self._children()
            end(self._process)
            signal_all(children, signal.SIGKILL)
            self._process = None

    def restart(self) -> None:
        """End it, if it runs, and start it again on the same port and socket.

        What it had of the system may be in use for a moment longer: a process that PostgreSQL
        began while it was killed holds on to its shared memory.
        """
        self.kill()
        give_up = time.monotonic() + PATIENCE
        while not self._start():
            if time.monotonic() > give_up:
                raise ServerFailed(f"port {self.port}: {self._log()}")
            time.sleep(0.1)

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
                cwd="/",
            )
        give_up = time.monotonic() + PATIENCE
        while self.is_running and time.monotonic() < give_up:
            if self._answers():  # at its socket: at the port somebody else might
                return True
            time.sleep(0.01)
        self.kill()
        return False

    @abstractmethod
    def _command(self) -> Sequence[str]:
        """The program and its arguments."""

    @abstractmethod
    def _hello(self) -> tuple[bytes, tuple[bytes, ...]]:
        """What to send to its socket, and how the answer of a server that serves begins."""

    def _children(self) -> Sequence[int]:
        """The processes of its own that it has."""
        return ()

    def _answers(self) -> bool:
        asked, answers = self._hello()
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(PATIENCE)
                link.connect(self.unix_path)
                link.sendall(asked)
                return link.recv(64).startswith(answers)
        except OSError:
            return False

    @property
    def _log_path(self) -> Path:
        return Path(self._folder.name, "log")

    def _log(self) -> str:
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""


def end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as pipe:
        pipe.write(b"\n")  # the guard goes before the process id is free again
    process.kill()
    process.wait()


def signal_all(pids: Sequence[int], number: signal.Signals) -> None:
    """Send the signal to those of these processes that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
