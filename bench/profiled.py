"""Where the time of a node goes under one of the loads of `bench.speed`.

    python -m bench.profiled http|rooms|big|contend [--by tottime|cumtime] [--top 40] [--quick]

The node runs under the standard library's `cProfile`, on a Valkey of its own. That makes every call
in Python dearer, and those in C hardly, so that shares are to be read, and no times: what is small
and called often looks larger than it is. What the event loop does in C, system calls that it makes
itself included, stands under `run`.
"""

import argparse
import pstats
import sys
import tempfile
from pathlib import Path

from bench.beside import RAISED
from bench.loader import loaded, pin
from bench.speed import QUICK
from tests.javascript import install_client
from tests.nodes import Node, on_store
from tests.servers import ValkeyServer


class ProfiledNode(Node):
    """A node that writes its profile to a file when it is stopped."""

    profile: Path

    def _command(self) -> list[str]:
        python, *module = super()._command()
        return [python, "-m", "cProfile", "-o", str(self.profile), *module]


def main() -> None:
    """Load a node, and print what took most of its time."""
    options = _options()
    install_client()
    with tempfile.TemporaryDirectory(prefix="node-") as folder:
        profile = _profile(options.mode, Path(folder), QUICK if options.quick else ())
        stats = pstats.Stats(str(profile), stream=sys.stdout)
        stats.strip_dirs().sort_stats(options.by).print_stats(options.top)


def _profile(mode: str, folder: Path, amounts: tuple[str, ...]) -> Path:
    with ValkeyServer() as store:
        node = ProfiledNode(on_store(store.url) | RAISED, folder)
        node.profile = folder / "profile"
        try:
            node.start()
            pin(node.pid, first=True)
            loaded(node.url, node.pid, mode, amounts)
            node.stop()
        finally:
            node.kill()
    return node.profile


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.profiled",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("mode", choices=("http", "rooms", "big", "contend"))
    parser.add_argument("--by", choices=("tottime", "cumtime"), default="tottime")
    parser.add_argument("--top", type=int, default=40, help="lines")
    parser.add_argument("--quick", action="store_true", help="only to see that it works")
    return parser.parse_args()


if __name__ == "__main__":
    main()
