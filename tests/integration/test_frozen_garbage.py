"""Collecting garbage stops a node for as short and as seldom as can be."""

import signal
import subprocess
import sys
from pathlib import Path

from entrypoints.serve import FULL
from tests.nodes import inherited

PROGRAM = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count(), gc.get_threshold()[2]))
from entrypoints.cli import main
main(["serve", "--port", "0"])
"""

MOST = 40_000
"""Of the objects that a node has once it listens, which are 80,000 or more."""


def test_a_node_puts_aside_what_was_imported_and_seldom_collects_all(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env=inherited() | {"LOG_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as node:
        assert node.stderr is not None
        assert node.stdout is not None
        try:
            assert any('"listening"' in line for line in node.stderr)
            node.send_signal(signal.SIGTERM)
            frozen, full = map(int, node.stdout.read().split())
        finally:
            node.kill()
    assert frozen > MOST
    assert full == FULL
