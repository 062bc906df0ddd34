"""What a process holds, by the kernel's account (Linux)."""

import os
import time
from collections.abc import Callable
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int) -> int:
    """Bytes of memory (RSS)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def open_files(pid: int) -> int:
    """File descriptors, connections among them."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until this holds. Returns whether it does, after so many seconds at most."""
    give_up = time.monotonic() + seconds
    while not holds() and time.monotonic() < give_up:
        time.sleep(0.02)
    return holds()
