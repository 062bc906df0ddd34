"""By keyboard, for screen readers, on small screens and large ones, dark and light."""

import pytest
from playwright.async_api import Browser, Locator, ViewportSize, expect

from tests.axe import barriers
from tests.guests import DESKTOP, PHONE, SCREENS, Guest, Guests
from tests.nodes import running_node

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOUCH = 44
"""Pixels that a thumb needs (WCAG 2.5.5)."""


@pytest.mark.parametrize("size", ["phone", "desktop", "tv"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing_in_any_view(guests: Guests, scheme: str, size: str) -> None:
    ada = await guests.one(
        SCREENS[size],
        color_scheme=scheme,
        bypass_csp=True,  # axe is none of our scripts
        reduced_motion="reduce",  # colours are judged when they have arrived
    )
    ada.meets_refusals = True
    shot = f"{size}-{scheme}"
    await ada.opens()
    assert await barriers(ada.page) == []
    await ada.shoots(f"1-start-{shot}")
    await ada.asks_to_join("A", code="NOSUCH")
    await ada.sees("There is no room with this code.")
    assert await barriers(ada.page) == []
    await ada.shoots(f"2-error-{shot}")
    await fill_a_room(ada)
    assert await barriers(ada.page) == []
    await ada.shoots(f"3-room-{shot}", whole=size == "phone")
    await ada.page.get_by_text("Event log").click()
    assert await barriers(ada.page) == []
    await ada.shoots(f"4-log-{shot}")
    await ada.page.get_by_text("Event log").click()
    await ada.presses("Remove Мария")
    assert await barriers(ada.page) == []
    await ada.shoots(f"5-dialog-{shot}")
    await ada.confirms("Cancel")
    await ada.context.set_offline(True)
    await ada.sees("The connection is lost")
    assert await barriers(ada.page) == []
    await ada.shoots(f"6-lost-{shot}")
    await ada.context.set_offline(False)
    await ada.sees_no("The connection is lost")
    await ada.presses("Close the room")
    await ada.confirms("Close it for everybody")
    await ada.sees_title("You closed the room")
    assert await barriers(ada.page) == []
    await ada.shoots(f"7-end-{shot}")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing_where_one_comes_back(guests: Guests, scheme: str) -> None:
    ada = await guests.one(PHONE, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    code = await ada.creates("Ada")
    second = await guests.tab(ada.context)
    await second.opens(f"/#{code}")
    await second.sees(f"You have a place in room {code}.")
    assert await barriers(second.page) == []
    await second.shoots(f"9-place-phone-{scheme}")
    await second.presses("Go on as Ada")
    await ada.sees_title("You are here from somewhere else now")
    assert await barriers(ada.page) == []
    await ada.shoots(f"10-replaced-phone-{scheme}")


async def fill_a_room(host: Guest) -> None:
    await host.creates("Ada Lovelace")
    for name in ("Ben", "Мария", "عائشة", "Zoë Müller-Lüdens", "Wwwwwwwwwwwwwwwwwwww"):
        await joined(host, name)
    await host.sees("6 of 20")


async def joined(host: Guest, name: str) -> None:
    """Somebody joins and does not come."""
    answer = await host.page.request.post(
        f"{host.url}/rooms/{host.code}/join", data={"displayName": name}
    )
    assert answer.ok


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
async def test_nothing_has_to_be_scrolled_sideways(guests: Guests, screen: ViewportSize) -> None:
    ada = await guests.one(screen)
    await ada.opens()
    assert await ada.page.evaluate(TOO_WIDE) == 0
    await fill_a_room(ada)
    await ada.page.get_by_text("Event log").click()
    assert await ada.page.evaluate(TOO_WIDE) == 0


async def test_the_longest_code_is_shown_whole_on_the_smallest_screen(browser: Browser) -> None:
    async with (
        running_node({"ROOM_CODE_LENGTH": "32"}) as node,
        Guests(browser, node.url) as guests,
    ):
        ada = await guests.one(PHONE)
        await ada.creates("Ada")
        assert await ada.page.evaluate(TOO_WIDE) == 0
        await ada.shoots("11-long-code-phone")


async def test_everything_is_large_enough_for_a_thumb(guests: Guests) -> None:
    still = {"reduced_motion": "reduce"}  # what is still arriving measures a hair less
    ada = await guests.one(PHONE, has_touch=True, **still)
    await ada.opens()
    assert await too_small(ada) == []
    await fill_a_room(ada)
    assert await too_small(ada) == []


async def too_small(guest: Guest) -> list[str]:
    """What can be touched, and hardly hit."""
    small = []
    for target in await guest.page.locator("button, input, a, summary").all():
        box = await target.bounding_box()
        is_small = box is not None and min(box["width"], box["height"]) < TOUCH
        if is_small and await target.is_visible():
            small.append(await target.evaluate("element => element.outerHTML"))
    return small


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
async def test_the_code_is_as_large_as_the_screen_allows(
    guests: Guests, screen: ViewportSize
) -> None:
    ada = await guests.one(screen)
    await ada.creates("Ada")
    letter = await ada.page.get_by_text(ada.code[0], exact=True).first.bounding_box()
    assert letter is not None
    assert letter["height"] > screen["width"] / 10


async def test_the_whole_way_can_be_gone_by_keyboard(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    keyboard = ada.page.keyboard
    await ada.opens()
    await tab_to(ada, ada.form("Open a new room").get_by_label("Your name"))
    await keyboard.type("Ada")
    await keyboard.press("Enter")
    await ada.sees_people("Ada")
    await ben.joins(ada.code, "Ben")
    await ada.sees_people("Ben")
    await tab_to(ada, ada.page.get_by_role("button", name="Remove Ben"))
    await keyboard.press("Enter")
    await expect(ada.page.get_by_role("button", name="Cancel")).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await ben.sees_title("You were removed")
    await expect(ada.page.get_by_role("heading", name="People")).to_be_focused()
    await tab_to(ada, ada.page.get_by_role("switch", name="Lock the room"))
    await keyboard.press("Space")
    await ada.sees("Locked: nobody else can join.")
    await tab_to(ada, ada.page.get_by_role("button", name="Close the room"))
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await ada.sees_title("You closed the room")


async def tab_to(guest: Guest, wanted: Locator) -> None:
    """Press Tab until this control has the focus, and see that it shows."""
    for _ in range(40):
        await guest.page.keyboard.press("Tab")
        if await wanted.evaluate("element => element === document.activeElement"):
            outline = await wanted.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline == "solid"
            return
    raise AssertionError(f"no Tab leads to {wanted}")


async def test_what_happens_is_told_to_those_who_do_not_see_it(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    news = ada.page.get_by_role("status").filter(has_text="Ben is here.")
    await expect(news).to_be_visible()
    await ben.presses("Leave")
    await expect(ada.page.get_by_role("status").filter(has_text="Ben has left.")).to_be_visible()


async def test_less_motion_is_no_motion(guests: Guests) -> None:
    ada = await guests.one(DESKTOP, reduced_motion="reduce")
    await ada.opens()
    assert await ada.page.evaluate("document.getAnimations().length") == 0
