"""A real PostgreSQL for tests: the server of this machine's packages, as our own child."""

import itertools
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from tests.programs import program
from tests.servers import GUARDED, PATIENCE, ServerFailed, end, free_ports

USER = "greenroom"

ANYBODY = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
"""How to become who may run the server, where the tests run as root: root may not."""


def programs() -> Path:
    """Where the server's programs are, the newest there are (Debian keeps them off the path)."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(found, key=lambda path: int(path.parts[-3]), reverse=True)
    return Path(program(*map(str, newest), "postgres")).parent


class PostgresServer:
    """One PostgreSQL on a free loopback port and a Unix socket, whom everybody may use.

    It keeps what was committed when it is killed and started again. It ends with the `with`
    block, and with this process, even one that is killed.
    """

    def __init__(self, options: Sequence[str] = ()) -> None:
        """`options` are settings, as in `("max_connections=10",)`."""
        self._options = ("fsync=off", *options)  # only a machine that fails would lose by it
        self._programs = programs()
        self._folder = tempfile.TemporaryDirectory(prefix="postgres-")
        self._process: subprocess.Popen[bytes] | None = None
        self._as_anybody: list[str] = []
        self.port = 0

    def __enter__(self) -> Self:
        try:
            if os.geteuid() == 0:
                self._as_anybody = ANYBODY
                shutil.chown(self._folder.name, "postgres", "postgres")
            self._make_cluster()
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
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    @property
    def unix_path(self) -> str:
        return f"{self._folder.name}/.s.PGSQL.{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the process is there; a stopped one is."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Freeze it and all its processes (SIGSTOP): connections stay, nothing is answered."""
        _signal([self._pid, *_children(self._pid)], signal.SIGSTOP)

    def cont(self) -> None:
        """Let a frozen one go on (SIGCONT)."""
        _signal([*_children(self._pid), self._pid], signal.SIGCONT)

    def kill(self) -> None:
        """End it and all its processes at once (SIGKILL)."""
        if self._process is not None:
            children = _children(self._process.pid)
            end(self._process)
            _signal(children, signal.SIGKILL)
            self._process = None

    def restart(self) -> None:
        """End it, if it runs, and start it with what it had, on the same port and socket."""
        self.kill()
        if not self._start():
            raise ServerFailed(f"port {self.port}: {self._log()}")

    def become_standby(self) -> None:
        """Start it again as one that replays what a primary sends, and takes no changes."""
        self.kill()
        signal_file = Path(self._data, "standby.signal")
        signal_file.touch()
        if self._as_anybody:
            shutil.chown(signal_file, "postgres", "postgres")
        self.restart()

    async def with_database(self, name: str, options: str) -> str:
        """The address of a new database."""
        connection = await asyncpg.connect(self.url)
        await connection.execute(f"CREATE DATABASE {name} {options}")
        await connection.close()
        return self.url.replace("/postgres", f"/{name}")

    def _make_cluster(self) -> None:
        _run([*self._as_anybody, "cp", "-a", _template(*self._as_anybody), self._data])

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
            if _answers(self.unix_path):
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _command(self) -> list[str]:
        settings = (
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self._folder.name}",
            *self._options,
        )
        pairs = itertools.chain.from_iterable(("-c", setting) for setting in settings)
        return [*self._as_anybody, str(self._programs / "postgres"), "-D", self._data, *pairs]

    @property
    def _data(self) -> str:
        return f"{self._folder.name}/data"

    @property
    def _pid(self) -> int:
        if not self.is_running or self._process is None:
            raise ServerFailed(f"the server is not running: {self._log()}")
        return self._process.pid

    @property
    def _log_path(self) -> Path:
        return Path(self._folder.name, "postgres.log")

    def _log(self) -> str:
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""


_templates: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _template(*as_anybody: str) -> str:
    """An empty cluster, to be copied: it takes seconds to make one."""
    _templates.append(folder := tempfile.TemporaryDirectory(prefix="postgres-"))
    if as_anybody:
        shutil.chown(folder.name, "postgres", "postgres")
    path, initdb = f"{folder.name}/data", str(programs() / "initdb")
    options = ["-U", USER, "-E", "UTF8", "--locale=C", "--auth=trust", "--wal-segsize=1"]
    _run([*as_anybody, initdb, "-D", path, *options, "--no-sync", "--no-instructions"])
    return path


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, check=False, cwd="/")
    if done.returncode:
        raise ServerFailed(done.stderr.decode())


def _children(pid: int) -> list[int]:
    """The processes of a server: each connection has one."""
    with suppress(OSError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _answers(unix_path: str) -> bool:
    """Whether it lets somebody in."""
    who = f"user\0{USER}\0database\0postgres\0\0".encode()
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(PATIENCE)
            link.connect(unix_path)
            link.sendall(struct.pack("!II", len(who) + 8, 196608) + who)
            return link.recv(1) == b"R"
    except OSError:
        return False
