"""Giving others the way in."""

from playwright.async_api import Browser, expect

from tests.browsers import NAMED
from tests.guests import Guests
from tests.nodes import Node

NO_PHONE = "Phones can't open this address"
SHARE = "navigator.share = async (what) => { window.shared = what; };"


async def test_the_link_is_copied(guests: Guests) -> None:
    ada = await guests.one(permissions=["clipboard-read", "clipboard-write"])
    await ada.creates("Ada")
    await ada.presses("Copy link")
    await ada.sees("The link is copied.")
    assert await ada.page.evaluate("navigator.clipboard.readText()") == await ada.link()


async def test_where_a_device_can_share_it_is_asked_to(guests: Guests) -> None:
    ada = await guests.one()
    await ada.page.add_init_script(SHARE)
    code = await ada.creates("Ada")
    await ada.presses("Share")
    assert await ada.page.evaluate("window.shared") == {
        "title": f"Room {code}",
        "url": await ada.link(),
    }


async def test_an_address_that_only_this_machine_can_open_is_said_to_be_one(
    guests: Guests,
) -> None:
    ada = await guests.one()
    await ada.creates("Ada")
    await ada.sees(NO_PHONE)


async def test_all_of_it_works_without_https(browser: Browser, node: Node) -> None:
    async with Guests(browser, node.url.replace("127.0.0.1", NAMED)) as guests:
        ada, ben = await guests.party("Ada", "Ben")
        assert not await ada.page.evaluate("isSecureContext")
        await expect(ada.page.get_by_text(NO_PHONE)).to_be_hidden()
        await ada.presses("Copy link")
        await ada.sees("The link is marked")
        assert await ada.page.evaluate("getSelection().toString()") == await ada.link()
        await ben.page.reload()
        await ben.sees_people("Ada", "Ben")
