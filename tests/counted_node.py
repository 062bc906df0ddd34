"""A node that tells what it holds: `greenroom serve` and a line in the log at each SIGUSR1."""

import asyncio
import os
import signal
import sys
import time
from typing import Any

import structlog

from entrypoints.app import create_app
from entrypoints.serve import Node as Serving
from entrypoints.settings import Settings
from tests.nodes import PATIENCE, Node
from tests.witness.node import overheard
from tests.witness.sockets import WITH_TESTS

EVENT = "counts"

log = structlog.stdlib.get_logger(__name__)


class CountedNode(Node):
    """One that can be asked. Use it like `Node`, with `SETTINGS` among its settings."""

    def counts(self) -> dict[str, int]:
        """How many of each thing it holds now, by name."""
        told = len(self.log())
        os.kill(self.pid, signal.SIGUSR1)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            for line in self.lines(told):
                if line.get("event") == EVENT:
                    return dict(line["held"])
            time.sleep(0.02)
        raise AssertionError("it does not tell")

    def _command(self) -> list[str]:
        return [sys.executable, "-m", __name__]


SETTINGS = {"PYTHONPATH": WITH_TESTS, "PORT": "0"}
"""What such a node needs to start: where this module is, and any free port."""


def main() -> None:
    settings = Settings.load()
    app = overheard(create_app(settings))
    signal.signal(signal.SIGUSR1, lambda *_: log.info(EVENT, held=_held(app.container)))
    Serving(app, settings).run()


def _held(container: Any) -> dict[str, int]:
    return {
        "connections": len(container.gateway().eio.sockets),
        "sessions": len(container.door()._sessions),
        "strangers": len(container.lobby()),
        "rooms": container.relay().hosted,
        "tasks": len(asyncio.all_tasks()),
    }


if __name__ == "__main__":
    main()
