"""The servers that are measured beside each other."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from bench.loader import pin
from tests.nodes import ROOMY, node_process, on_store
from tests.ports import free_port
from tests.servers import ValkeyServer

RAISED = ROOMY | {"ROOM_MAX_USERS": "1000"}
"""Limits that count what one address asks are raised, as all load comes from one."""


@contextmanager
def ours() -> Iterator[tuple[str, int]]:
    """A node on a Valkey of its own, both fresh: address and process."""
    with ExitStack() as stack:
        store = stack.enter_context(ValkeyServer())
        node = stack.enter_context(node_process(on_store(store.url) | RAISED))
        pin(node.pid, first=True)
        yield node.url, node.pid


@contextmanager
def floor() -> Iterator[tuple[str, int]]:
    """The bare libraries (`bench.floor`): address and process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.floor", str(port)])
    try:
        pin(process.pid, first=True)
        url = f"http://127.0.0.1:{port}"
        _until_it_answers(url)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait()


def _until_it_answers(url: str) -> None:
    give_up = time.monotonic() + 20
    while True:
        try:
            httpx.get(f"{url}/", trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < give_up, "nothing answers"
            time.sleep(0.1)
        else:
            return
