"""A real browser: the system's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

NAMED = "greenroom.test"
"""A name for this machine which, unlike its loopback address, makes no secure context: a page
from there has what a phone in the network gets without HTTPS."""

ARGUMENTS = [
    "--no-sandbox",  # which root in a container can't have; all that is opened is ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {NAMED} 127.0.0.1",
]


def chromium() -> str:
    """Where it is. Skips the test where there is none; fails it where CI is set."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("not found: chromium")
    if found is None:
        pytest.skip("the lobby is tested in Chromium, which is not installed")
    return found


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A browser, while the block lasts."""
    path = chromium()
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=path, args=ARGUMENTS) as browser,
    ):
        yield browser
