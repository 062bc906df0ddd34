"""The load of `bench/load/`, and the figures that it returns."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

LOADER = Path(__file__).parent / "load" / "main.mjs"

PATIENCE = 600.0
"""Seconds for one mode; it takes half a minute."""

Figures = dict[str, float]
"""By what they are of, as in `http create per_s`."""


def loaded(url: str, pid: int, mode: str, amounts: Sequence[str] = ()) -> Figures:
    """What a server at this address does under one mode of load. Stops where anything fails."""
    return loaded_together([url], [pid], mode, amounts)


def loaded_together(
    urls: Sequence[str], pids: Sequence[int], mode: str, amounts: Sequence[str] = ()
) -> Figures:
    """What nodes that are asked in turn do together. Time and memory are of these processes."""
    processes = ",".join(map(str, pids))
    command = ["node", str(LOADER), *urls, "--only", mode, "--pid", processes, *amounts]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, preexec_fn=_aside
    )
    assert done.returncode == 0, done.stderr
    return dict(_flat(json.loads(done.stdout)))


def pin(pid: int, *, first: bool) -> None:
    """To the first processor, or to all others; where there is but one, to nothing."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(pid, cores[:1] if first else cores[1:])


def _flat(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    for name, figure in told.items():
        if isinstance(figure, dict):
            yield from _flat(figure, f"{above}{name} ")
        elif isinstance(figure, int | float):
            yield f"{above}{name}", float(figure)


def _aside() -> None:
    pin(0, first=False)
