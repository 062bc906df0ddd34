"""How long the command takes to help, and a node to serve.

    python -m bench.startup [--rounds 5] [--python PATH]

Wall-clock time, and the time that the process took of a processor, which stays steady on a busy
machine: of `greenroom --help`, and of `greenroom serve` until `/health/live` answers, with rooms
in memory and in a Valkey that is there already. `--python` is the interpreter of an environment
that Greenroom is installed in. In one with the development tools the libraries import more:
redis, python-socketio and dependency-injector take aiohttp, pydantic and others where they are.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx

from tests.nodes import inherited, on_store
from tests.ports import free_port
from tests.servers import ValkeyServer

PATIENCE = 60.0
"""Seconds for a node to serve; it takes about one."""

PAUSE = 0.005
"""Seconds between two looks at a node that starts."""

ARGUMENTS = ["-m", "entrypoints.cli"]

TICKS = os.sysconf("SC_CLK_TCK")


class Times(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


class Greenroom(NamedTuple):
    """The command of one environment, run where there is no `.env`."""

    python: str
    folder: Path

    def helps(self) -> Times:
        """From its start to its end."""
        begin, before = time.perf_counter(), os.times()
        command = [self.python, *ARGUMENTS, "--help"]
        subprocess.run(
            command, cwd=self.folder, env=self._environ(), check=True, stdout=subprocess.DEVNULL
        )
        wall, after = time.perf_counter() - begin, os.times()
        cpu = after.children_user + after.children_system
        return Times(wall, cpu - before.children_user - before.children_system)

    def serves(self, settings: Mapping[str, str]) -> Times:
        """From its start to its first answer."""
        port, begin = free_port(), time.perf_counter()
        command = [self.python, *ARGUMENTS, "serve", "--port", str(port)]
        environ = self._environ() | settings
        node = subprocess.Popen(command, cwd=self.folder, env=environ, stderr=subprocess.DEVNULL)
        try:
            while not _answers(port):
                assert node.poll() is None, "the node has ended"
                assert time.perf_counter() - begin < PATIENCE, "the node does not serve"
                time.sleep(PAUSE)
            return Times(time.perf_counter() - begin, _cpu(node.pid))
        finally:
            node.terminate()
            node.wait()

    def _environ(self) -> dict[str, str]:
        ours = inherited()
        if self.python != sys.executable:
            del ours["PYTHONPATH"]  # what is installed there, not this checkout
        return ours


def main() -> None:
    """Measure, and print medians."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="startup-") as folder, ValkeyServer() as store:
        greenroom = Greenroom(options.python, Path(folder))
        shown: dict[str, Callable[[], Times]] = {
            "--help": greenroom.helps,
            "serve, rooms in memory": lambda: greenroom.serves({}),
            "serve, rooms in Valkey": lambda: greenroom.serves(on_store(store.url)),
        }
        print(f"{'greenroom':26}{'wall s':>20}{'cpu s':>20}")
        for what, measure in shown.items():
            measure()  # so that every module is compiled, and in the cache of the kernel
            times = [measure() for _ in range(options.rounds)]
            wall, cpu = (_spread(column) for column in zip(*times, strict=True))
            print(f"{what:26}{wall:>20}{cpu:>20}")


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _cpu(pid: int) -> float:
    """Seconds that a process has had of a processor, in steps of a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _spread(times: tuple[float, ...]) -> str:
    return f"{median(times):.2f} ({min(times):.2f}-{max(times):.2f})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is started")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to start it with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
