"""A room ends by itself, and says so before."""

from playwright.async_api import Browser

from tests.guests import Guests
from tests.nodes import running_node


async def test_a_room_says_that_it_is_about_to_end_and_then_that_it_has(browser: Browser) -> None:
    async with (
        running_node({"ROOM_TTL_SECONDS": "8"}) as node,
        Guests(browser, node.url) as guests,
    ):
        ada = await guests.one()
        await ada.creates("Ada")
        await ada.sees("unless something happens in it")
        await ada.page.get_by_role("switch").click()
        await ada.sees_no("unless something happens in it")
        await ada.sees("unless something happens in it")
        await ada.sees_title("The room has expired")
