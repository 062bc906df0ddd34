"""Whoever asks for help does not wait for the server to be imported."""

import subprocess
import sys

import pytest

from tests.nodes import inherited

PROGRAM = """
import atexit, sys
atexit.register(lambda: print(*sys.modules))
from entrypoints.cli import main
main(sys.argv[1:])
"""

HEAVY = {"litestar", "socketio", "engineio", "redis", "uvicorn", "msgspec", "structlog", "adapters"}


def imported(*arguments: str) -> set[str]:
    """The packages that a command has imported by its end."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=inherited(),
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["serve", "--help"], ["rooms", "--help"]]
)
def test_help_imports_nothing_that_only_serving_needs(arguments: list[str]) -> None:
    packages = imported(*arguments)
    assert "entrypoints" in packages
    assert packages & HEAVY == set()
