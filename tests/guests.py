"""People at the lobby, each with a browser profile of their own."""

import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

SHOTS = Path(__file__).parents[1] / "test-artifacts" / "lobby"
"""Where screenshots go; nothing in it is kept with the sources."""

PATIENCE = 20_000
"""Milliseconds until a test gives up waiting for what should come at once."""

PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=800)
SCREENS = {"phone": PHONE, "desktop": DESKTOP, "tv": ViewportSize(width=1920, height=1080)}

MISSED_SOON = {"PING_INTERVAL_MS": "3000", "PING_TIMEOUT_MS": "5000"}
"""A node that notices within 8 s when somebody's network is gone, well within `PATIENCE`: a
browser that is offline may or may not have closed its connection."""

REFUSED = re.compile(r"^(Failed to load resource: |WebSocket connection to )")
"""What Chromium itself writes to the console about a request that was refused or lost."""

expect.set_options(timeout=PATIENCE)


class Guest:
    """One person with one tab, and what a browser had to complain of meanwhile."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.meets_refusals = False
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def code(self) -> str:
        """The room that the address names."""
        return urlsplit(self.page.url).fragment

    async def opens(self, path: str = "/") -> Self:
        await self.page.goto(self.url + path)
        return self

    async def creates(self, name: str, size: str = "") -> str:
        """Open a room from the start. Returns its code."""
        await self.opens()
        form = self.form("Open a new room")
        await form.get_by_label("Your name").fill(name)
        await form.get_by_label("Places").fill(size)
        await form.get_by_role("button").click()
        await self.sees_people(name)
        return self.code

    async def joins(self, code: str, name: str) -> None:
        """Join from the link."""
        await self.opens(f"/#{code}")
        await self.asks_to_join(name)
        await self.sees_people(name)

    async def asks_to_join(self, name: str, code: str | None = None) -> None:
        form = self.form("Join a room")
        if code is not None:
            await form.get_by_label("Room code").fill(code)
        await form.get_by_label("Your name").fill(name)
        await form.get_by_role("button").click()

    async def presses(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def confirms(self, button: str) -> None:
        await self.page.get_by_role("dialog").get_by_role("button", name=button).click()

    async def kicks(self, name: str) -> None:
        await self.presses(f"Remove {name}")
        await self.confirms("Remove")

    async def makes_host(self, name: str) -> None:
        await self.presses(f"Make host: {name}")
        await self.confirms("Make host")

    def form(self, name: str) -> Locator:
        return self.page.get_by_role("form", name=name)

    def row(self, name: str) -> Locator:
        """One of the people in the room."""
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_text(name, exact=True))

    async def sees(self, text: str | re.Pattern[str]) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def sees_no(self, text: str | re.Pattern[str]) -> None:
        await expect(self.page.get_by_text(text)).to_have_count(0)

    async def sees_title(self, text: str) -> None:
        """The view has changed to this one, and those who don't see it are told so."""
        heading = self.page.get_by_role("heading", level=1, name=text)
        await expect(heading).to_be_visible()
        await expect(heading).to_be_focused()

    async def sees_people(self, *names: str) -> None:
        """These are in the room, among others."""
        for name in names:
            await expect(self.row(name)).to_be_visible()

    async def sees_marks(self, name: str, *marks: str) -> None:
        """This one has exactly these marks: You, Host, Away."""
        shown = self.row(name).locator(".mark:visible")
        await expect(shown).to_have_text(list(marks))

    async def link(self) -> str:
        """What the page gives out to invite others."""
        return await self.page.get_by_role("textbox", name="Link to this room").input_value()

    async def shoots(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of what is to be seen."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(
            path=SHOTS / f"{name}.png", full_page=whole, animations="disabled"
        )

    def _hear(self, message: ConsoleMessage) -> None:
        is_refusal = REFUSED.match(message.text) and self.meets_refusals
        if message.type in ("error", "warning") and not is_refusal:
            self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws", 1), "data:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


class Guests:
    """Brings people in, and sees them out: no browser may have had anything to complain of."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._stack = AsyncExitStack()
        self._all: list[Guest] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        for guest in self._all:
            assert guest.complaints == []

    async def one(self, size: ViewportSize = DESKTOP, **profile: Any) -> Guest:
        """Somebody with a browser profile of their own."""
        opening = await self._browser.new_context(viewport=size, **profile)
        context = await self._stack.enter_async_context(opening)
        return await self.tab(context)

    async def tab(self, context: BrowserContext) -> Guest:
        """One more tab of somebody's browser."""
        guest = Guest(await context.new_page(), self._url)
        self._all.append(guest)
        return guest

    async def party(self, *names: str) -> list[Guest]:
        """People in one room; the first one opened it."""
        host = await self.one()
        code = await host.creates(names[0])
        others = [await self.one() for _ in names[1:]]
        for guest, name in zip(others, names[1:], strict=True):
            await guest.joins(code, name)
        await host.sees_people(*names)
        return [host, *others]
