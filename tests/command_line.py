"""The command `greenroom`, as somebody types it who has certain variables."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

from tests.nodes import inherited

PATIENCE = 60
"""Seconds for a command; it takes about one."""

AGAIN = 5
"""Seconds after which somebody presses Ctrl-C once more."""

COMMAND = [sys.executable, "-m", "entrypoints.cli"]


class CommandLine:
    """Runs commands in a folder in which there is no `.env`."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = inherited() | settings

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What a command without a terminal comes to."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    async def ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As `run`, while others go on."""
        return await asyncio.to_thread(self.run, *arguments)

    @contextmanager
    def on_terminal(self, *arguments: str) -> Iterator[pexpect.spawn]:
        """A command on a terminal of its own."""
        program, *words = [*COMMAND, *arguments]
        terminal = pexpect.spawn(
            program,
            words,
            cwd=self.folder,
            env=self.environ | {"TERM": "xterm"},
            timeout=PATIENCE,
            encoding="utf-8",
            dimensions=(50, 200),
            preexec_fn=_hears_ctrl_c,
        )
        try:
            yield terminal
        finally:
            terminal.close(force=True)


def _hears_ctrl_c() -> None:
    """As at any terminal. What a shell without one starts in the background ignores Ctrl-C, and so
    do all its children, these tests too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(terminal: pexpect.spawn) -> tuple[str, int]:
    """What else it printed, and its exit status, once it has ended."""
    terminal.expect(pexpect.EOF)
    terminal.close()
    return str(terminal.before), int(terminal.exitstatus)


def interrupted(terminal: pexpect.spawn) -> tuple[str, int]:
    """The same, once Ctrl-C has ended what waits for input. Python hears of one that comes in the
    instant before it begins to wait only with the next key: it is pressed again then."""
    for _ in range(PATIENCE // AGAIN):
        terminal.sendintr()
        if terminal.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=AGAIN) == 0:
            break
    told = str(terminal.before)
    terminal.close()
    return told, int(terminal.exitstatus)
