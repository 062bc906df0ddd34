"""A benchmark run as its reader runs it."""

import subprocess
import sys

from tests.code_blocks import ROOT
from tests.nodes import inherited

PATIENCE = 300.0


def printed_by(benchmark: str, *arguments: str) -> str:
    """What `python -m bench.…` prints. Fails where it does."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{benchmark}", *arguments],
        cwd=ROOT,
        env=inherited(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
