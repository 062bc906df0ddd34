"""A page in a real browser."""

from pathlib import Path

from playwright.async_api import Page

from tests.browsers import running_browser

PATIENCE = 15_000
"""Milliseconds in which a page has begun to show something."""

SETTLED = 3000
"""Milliseconds without a change after which a page has shown what it has to show."""


async def shown_by(page: Path) -> str:
    """The text that someone reads who opens this file in a browser."""
    async with running_browser() as browser:
        tab = await browser.new_page()
        await tab.goto(page.as_uri())
        await tab.wait_for_function("document.body.innerText.trim() !== ''", timeout=PATIENCE)
        return await _settled(tab)


async def _settled(tab: Page) -> str:
    text = ""
    while (now := await tab.inner_text("body")) != text:
        text = now
        await tab.wait_for_timeout(SETTLED)
    return text
