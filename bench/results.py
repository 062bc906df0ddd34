"""What `bench.speed` has measured, as JSON: the rounds of each server, and on what."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import msgspec

from bench.loader import Figures

PACKAGES = ("litestar", "python-socketio", "uvicorn", "uvloop", "websockets", "redis", "msgspec")


class Spread(NamedTuple):
    """A figure over the rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        if self.least == self.most:
            return told(self.median)
        return f"{told(self.median)} ({told(self.least)}-{told(self.most)})"


class Results(msgspec.Struct):
    """The figures of every round, by server: `ours`, and `floor` or `peer` or both."""

    machine: dict[str, Any]
    options: dict[str, Any]
    settings: dict[str, str]
    rounds: dict[str, list[Figures]]

    @staticmethod
    def read(path: Path) -> "Results":
        """What `write` wrote. Raises `ValueError` for anything else."""
        return msgspec.json.decode(path.read_bytes(), type=Results)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(msgspec.to_builtins(self), indent=1) + "\n")

    def spread(self, server: str, what: str) -> Spread | None:
        """None where it was not measured."""
        found = [one[what] for one in self.rounds.get(server, ()) if what in one]
        return Spread(median(found), min(found), max(found)) if found else None

    def ratio(self, what: str, to: str) -> float | None:
        """Of the medians, ours to the other's. None where one was not measured, or is 0."""
        mine, other = self.spread("ours", what), self.spread(to, what)
        return mine.median / other.median if mine and other and other.median else None

    def names(self) -> Sequence[str]:
        """Of all figures, in the order in which they were taken."""
        return list(dict.fromkeys(name for one in self._all() for name in one))

    def _all(self) -> Iterable[Figures]:
        for rounds in self.rounds.values():
            yield from rounds


def told(figure: float) -> str:
    """A figure for people: three digits of it, or whole thousands."""
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.3g}"


def machine() -> dict[str, Any]:
    """On what it is measured. No name of the machine, and no path."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    for name, value in machine().items():
        print(f"{name}: {value}")
