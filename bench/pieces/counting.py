"""Instructions instead of time: the same on a busy machine as on a quiet one.

Where the kernel hands out no hardware counters (most virtual machines), Valgrind's callgrind
counts. It runs everything some fifty times slower, so each piece is done a few times only. What
the processor would do at once or wait for is not in the figure, and neither is the kernel.
"""

import gc
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.pieces.piece import Piece

MARK = "getpgid"
"""A function of the C library that nothing else calls: callgrind writes what it has counted, and
begins anew, whenever it is called."""

WARM_UP, TIMES = 30, 20

PATIENCE = 900.0

_TOTAL = re.compile(r"^summary: (\d+)$", re.MULTILINE)


async def run_marked(pieces: Sequence[Piece]) -> None:
    """Under callgrind: each piece so often between two marks."""
    gc.disable()
    for piece in pieces:
        await piece.run(WARM_UP)
        os.getpgid(0)
        await piece.run(TIMES)
        os.getpgid(0)


def instructions(names: Sequence[str], arguments: Sequence[str]) -> dict[str, float]:
    """Of one time of each of these pieces, which `bench.pieces --marked` runs in this order."""
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "counted"
        command = [
            *("valgrind", "--tool=callgrind", f"--dump-before={MARK}"),
            f"--callgrind-out-file={counted}",
            *(sys.executable, "-m", "bench.pieces", "--marked", *arguments),
        ]
        subprocess.run(
            command,
            env=os.environ | {"PYTHONHASHSEED": "0"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
        )
        return counted_in(counted, names)


def counted_in(counted: Path, names: Sequence[str]) -> dict[str, float]:
    """By piece: callgrind numbers what it writes, and every second one is of a piece."""
    files = {name: Path(f"{counted}.{2 * turn}") for turn, name in enumerate(names, start=1)}
    return {name: _total(file) / TIMES for name, file in files.items()}


def _total(file: Path) -> int:
    found = _TOTAL.search(file.read_text())
    assert found, f"{file.name}: no total"
    return int(found[1])
