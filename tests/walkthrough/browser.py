"""A page in a real browser."""

from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.walkthrough.programs import program

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 15_000
"""Milliseconds in which a page has begun to show something."""

SETTLED = 700
"""Milliseconds without a change after which a page has shown what it has to show."""


async def shown_by(page: Path) -> str:
    """The text that someone reads who opens this file in a browser."""
    chromium = program("chromium", "chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        try:
            tab = await browser.new_page()
            await tab.goto(page.as_uri())
            await tab.wait_for_function("document.body.innerText.trim() !== ''", timeout=PATIENCE)
            return await _settled(tab)
        finally:
            await browser.close()


async def _settled(tab: Page) -> str:
    text = ""
    while (now := await tab.inner_text("body")) != text:
        text = now
        await tab.wait_for_timeout(SETTLED)
    return text
