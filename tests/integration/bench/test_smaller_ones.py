"""The smaller benchmarks run, and print what they are about."""

import subprocess
import sys

import pytest

from tests.code_blocks import ROOT
from tests.javascript import install_client
from tests.nodes import inherited

PATIENCE = 120.0

COMMANDS = {
    "connections --connections 16 --idle 1": "kb_per_connection_slope",
    "servers --calls 64": "one of three: comparison",
    "startup --rounds 1": "serve, rooms in Valkey",
}


@pytest.mark.parametrize(("command", "told"), COMMANDS.items(), ids=COMMANDS)
def test_it_runs(command: str, told: str) -> None:
    install_client()
    name, *options = command.split()
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *options],
        cwd=ROOT,
        env=inherited(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert told in done.stdout
