"""A real PostgreSQL for tests: the server of this machine's packages, as our own child."""

import itertools
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import asyncpg

from tests.child_server import ChildServer, ServerFailed
from tests.programs import program

USER = "greenroom"

ANYBODY = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
"""How to become who may run the server, where the tests run as root: root may not."""


def programs() -> Path:
    """Where the server's programs are, the newest there are (Debian keeps them off the path)."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(found, key=lambda path: int(path.parts[-3]), reverse=True)
    return Path(program(*map(str, newest), "postgres")).parent


class PostgresServer(ChildServer):
    """One PostgreSQL, whom everybody may use. It keeps what was committed when it is killed and
    started again."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        """`options` are settings, as in `("max_connections=10",)`."""
        super().__init__("postgres")
        self._options = ("fsync=off", *options)  # only a machine that fails would lose by it
        self._programs = programs()
        self._as_anybody: list[str] = []

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    @property
    def unix_path(self) -> str:
        return f"{self._folder.name}/.s.PGSQL.{self.port}"

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

    def _start_somewhere(self) -> None:
        if os.geteuid() == 0:
            self._as_anybody = ANYBODY
            shutil.chown(self._folder.name, "postgres", "postgres")
        _run([*self._as_anybody, "cp", "-a", _template(*self._as_anybody), self._data])
        super()._start_somewhere()

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

    def _hello(self) -> tuple[bytes, tuple[bytes, ...]]:
        who = f"user\0{USER}\0database\0postgres\0\0".encode()
        return struct.pack("!II", len(who) + 8, 196608) + who, (b"R",)

    def _children(self) -> list[int]:
        """Each connection has one."""
        if self._process is None:
            return []
        with suppress(OSError):
            pid = self._process.pid
            return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        return []


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
