"""Programs that serve the application, as processes of a test."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.command_line import CommandLine

PATIENCE = 30.0

JSON = {"LOG_FORMAT": "json"}


def greenroom(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `greenroom` comes to, with these settings."""
    return CommandLine(folder, JSON | settings).run(*arguments)


@contextmanager
def running(
    folder: Path, command: Sequence[str], port: int, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that serves at this port while the block lasts; its log is in `folder/log`."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=CommandLine(folder, JSON | settings).environ,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until_it_answers(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()


def until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nothing answers")


def nodes_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of its nodes, in the order of their ports."""
    return sorted(
        map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    )


def events(folder: Path) -> list[str]:
    lines = (folder / "log").read_text().splitlines()
    return [json.loads(line)["event"] for line in lines if line.startswith("{")]


def until_all_have_stopped(folder: Path, count: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while events(folder).count("stopped") < count:
        assert time.monotonic() < give_up, "a node goes on"
        time.sleep(0.05)
