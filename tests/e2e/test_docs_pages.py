"""The API's pages, as somebody reads them. What `guests` promise holds: nothing is loaded from
elsewhere, and the browser complains of nothing."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.axe import barriers
from tests.guests import DESKTOP, PHONE, Guest, Guests
from tests.nodes import Node

PAGES = ("/docs", "/docs/http", "/docs/sockets")
HTTP, SOCKETS = PAGES[1:]
UNFOLD = "document.querySelectorAll('.card details').forEach((each) => { each.open = true; })"
MISSING = """() => [...document.querySelectorAll("a[href^='#']")].map(({ hash }) => hash)
  .filter((hash) => !document.getElementById(decodeURIComponent(hash.slice(1))))"""


async def reader_of(guests: Guests, path: str, **profile: Any) -> Guest:
    """Somebody at this page, once all of it is there."""
    reader = await guests.one(**profile)
    await reader.opens(path)
    await expect(reader.page.locator("main:not([aria-busy]) h1")).to_be_visible()
    return reader


def document(node: Node, name: str) -> dict[str, Any]:
    return dict(httpx.get(f"{node.url}/{name}.json", trust_env=False).json())


async def headings(page: Page) -> list[str]:
    return await page.locator("h3").all_inner_texts()


async def test_the_first_page_leads_to_the_others(guests: Guests) -> None:
    reader = await reader_of(guests, "/docs")
    for name, title in (("HTTP", "HTTP"), ("Sockets", "Sockets")):
        await reader.page.get_by_role("main").get_by_role("link", name=name).click()
        await expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)
        await reader.page.go_back()
    for name in ("OpenAPI 3.1", "AsyncAPI 3"):
        at = await reader.page.get_by_role("link", name=name).get_attribute("href")
        assert (await reader.page.request.get(f"{reader.url}{at}")).ok


async def test_every_operation_of_http_can_be_read(guests: Guests, node: Node) -> None:
    page = (await reader_of(guests, HTTP)).page
    described = {
        f"{method.upper()} {path}": operation
        for path, item in document(node, "openapi")["paths"].items()
        for method, operation in item.items()
    }
    assert "POST /rooms" in described
    assert described.keys() <= set(await headings(page))
    await page.evaluate(UNFOLD)
    for operation in described.values():
        card = page.locator(f"#{operation['operationId']}")
        for status, answer in operation["responses"].items():
            await expect(card.locator("summary", has_text=status)).to_be_visible()
            for media in answer["content"].values():
                for example in media.get("examples", ()):
                    await expect(card.get_by_text(example, exact=True).first).to_be_visible()


async def test_every_message_of_the_sockets_can_be_read(guests: Guests, node: Node) -> None:
    page = (await reader_of(guests, SOCKETS)).page
    messages = document(node, "asyncapi")["components"]["messages"]
    names = {message["name"] for message in messages.values()}
    assert {"room:kick", "room:state", "connect_error"} <= names
    assert names <= set(await headings(page))
    kick = page.locator("section.card", has=page.get_by_role("heading", name="room:kick"))
    await expect(kick.get_by_text("kickUserId", exact=True)).to_be_visible()
    await expect(kick.get_by_role("link", name="ack:refused")).to_be_visible()


@pytest.mark.parametrize("path", [HTTP, SOCKETS])
async def test_every_link_within_a_page_leads_somewhere(guests: Guests, path: str) -> None:
    page = (await reader_of(guests, path)).page
    assert await page.locator("#contents a").count() > 10
    assert await page.evaluate(MISSING) == []


async def test_a_link_from_elsewhere_leads_to_its_place(guests: Guests) -> None:
    page = (await reader_of(guests, f"{HTTP}#rejoinRoom")).page
    await expect(page.locator("#rejoinRoom h3")).to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
async def test_a_page_can_be_read_by_everybody(
    guests: Guests, path: str, size: str, scheme: str
) -> None:
    screen = PHONE if size == "phone" else DESKTOP
    profile = {"color_scheme": scheme, "bypass_csp": True}  # axe is no page of ours
    reader = await reader_of(guests, path, size=screen, **profile)
    shot = f"{path.strip('/').replace('/', '-')}-{size}-{scheme}"
    await reader.shoots(shot)
    await reader.page.evaluate(UNFOLD)
    assert await barriers(reader.page) == []
    assert await reader.page.evaluate("document.documentElement.scrollWidth") == screen["width"]
    await reader.page.locator("pre").nth(2).scroll_into_view_if_needed()
    await reader.shoots(f"{shot}-below")


async def test_a_description_that_does_not_come_is_told(guests: Guests) -> None:
    reader = await guests.one()
    reader.meets_refusals = True
    await reader.page.route("**/openapi.json", lambda route: route.fulfill(status=503))
    await reader.opens(HTTP)
    told = "The description can't be shown: /openapi.json was answered with 503."
    await expect(reader.page.get_by_role("alert")).to_have_text(told)
