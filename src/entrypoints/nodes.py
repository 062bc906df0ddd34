"""Running several nodes on one machine: one process each, on consecutive ports."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import structlog

from entrypoints.logs import configure_logs
from entrypoints.settings import Settings

log = structlog.stdlib.get_logger(__name__)

SETTLED = 5.0
"""Seconds after which a node counts as started: one that ends by itself earlier would do so
again. One that is killed has not ended by itself."""


class Nodes:
    """Starts nodes, starts one again that ends, and has all of them drain when told to stop.
    They do so too when this process is killed."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings = settings
        self._ports = range(settings.port, settings.port + count)
        self._running: dict[int, tuple[subprocess.Popen[bytes], float]] = {}
        self._stopping = False

    def run(self) -> int:
        """Returns the exit status: 0 when stopped, 1 when a node could not start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for port in self._ports:
            self._start(port)
        status = self._watch()
        self._terminate()
        return status

    def _watch(self) -> int:
        while not self._stopping:
            for port, (process, started) in list(self._running.items()):
                if process.poll() is None or self._stopping:
                    continue
                status = process.returncode
                was_killed = status < 0
                if not was_killed and time.monotonic() - started < SETTLED:
                    log.error("a node could not start", port=port, status=status)
                    return 1
                log.error("a node has ended: starting it again", port=port, status=status)
                self._start(port)
            time.sleep(0.1)
        return 0

    def _start(self, port: int) -> None:
        command = [sys.executable, "-m", "entrypoints.cli", "serve", "--port", str(port)]
        command += ["--host", self._settings.host, "--parent", str(os.getpid())]
        # A group of its own: an interrupt from the terminal comes through us, once.
        process = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        self._running[port] = (process, time.monotonic())

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _terminate(self) -> None:
        patience = self._settings.shutdown_timeout.total_seconds() + 5
        until = time.monotonic() + patience
        for process, _ in self._running.values():
            process.terminate()
        for process, _ in self._running.values():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()


def serve_nodes(settings: Settings, count: int) -> int:
    """Run `count` nodes on the settings' port and the ports after it."""
    configure_logs(settings.log_level, settings.log_format)
    if not settings.keeps_rooms_outside:
        log.error("more than one node needs a store that they share: set REDIS_URL or STORE")
        return 1
    if settings.port == 0 or settings.port + count > 65536:
        log.error("several nodes need a port from which enough others follow", port=settings.port)
        return 1
    return Nodes(settings, count).run()
