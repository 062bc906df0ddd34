"""What a node was made of is not gone through again by each collection of garbage."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.nodes import inherited

PROGRAM = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count()))
from entrypoints.cli import main
main(["serve", "--port", "0"])
"""

MOST = 40_000
"""Of the objects that a node has once it listens, which are 80,000 or more."""


def test_a_node_that_listens_has_put_aside_all_that_was_imported(tmp_path: Path) -> None:
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
            assert int(node.stdout.read()) > MOST
        finally:
            node.kill()
