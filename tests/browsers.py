"""A real browser: the system's Chromium, driven by Playwright."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.programs import program

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


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A browser, while the block lasts. Skips where there is none (`tests.programs`)."""
    path = program(*NAMES)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=path, args=ARGUMENTS) as browser,
    ):
        yield browser
