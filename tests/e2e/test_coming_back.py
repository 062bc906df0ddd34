"""Who was in comes back: after a reload, a lost network, a node that died, from another tab."""

import asyncio

from playwright.async_api import Browser, expect
from redis import Redis

from tests.guests import MISSED_SOON, Guests
from tests.nodes import on_store, running_node
from tests.servers import ValkeyServer

LOST = "The connection is lost. Trying to come back …"
NOT_CONNECTED = "You are not connected just now. Try again when you are back."
FULL_STORAGE = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
};"""
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""


async def test_a_reload_keeps_you_in(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.page.reload()
    await ada.sees_people("Ada", "Ben")
    await ada.sees_marks("Ada", "You", "Host")
    await ben.sees("2 of 20")


async def test_the_link_in_a_new_tab_offers_to_go_on_as_before(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ben.page.close()
    again = await guests.tab(ben.context)
    await again.opens(f"/#{ada.code}")
    await again.sees(f"You have a place in room {ada.code}.")
    await again.presses("Go on as Ben")
    await again.sees_marks("Ben", "You")
    await ada.sees("2 of 20")


async def test_a_second_tab_takes_over_and_the_first_can_take_it_back(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    second = await guests.tab(ben.context)
    await second.opens(f"/#{ada.code}")
    await second.presses("Go on as Ben")
    await second.sees_people("Ada", "Ben")
    await ben.sees_title("You are here from somewhere else now")
    await ben.presses("Take it back")
    await ben.sees_people("Ada", "Ben")
    await second.sees_title("You are here from somewhere else now")
    await ada.sees("2 of 20")


async def test_two_tabs_of_one_browser_may_be_two_people(guests: Guests) -> None:
    ada = await guests.one()
    code = await ada.creates("Ada")
    ben = await guests.tab(ada.context)
    await ben.opens(f"/#{code}")
    await ben.asks_to_join("Ben")
    await ben.sees_marks("Ben", "You")
    for reloaded, name in ((ada, "Ada"), (ben, "Ben")):
        await reloaded.page.reload()
        await reloaded.sees_people("Ada", "Ben")
        await expect(reloaded.row(name).get_by_text("You", exact=True)).to_be_visible()


async def test_a_lost_network_is_shown_and_is_got_over(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    ada.meets_refusals = True
    await ada.context.set_offline(True)
    await ada.sees(LOST)
    await ben.sees_marks("Ada", "Host", "Away")
    await ada.page.get_by_role("switch").click()
    await ada.sees(NOT_CONNECTED)
    await ada.context.set_offline(False)
    await ada.sees("You are back in the room.")
    await ada.sees_no(LOST)
    await ada.sees_no(NOT_CONNECTED)
    await ben.sees_marks("Ada", "Host")


async def test_what_happened_meanwhile_is_there_when_one_is_back(guests: Guests) -> None:
    ada, ben, cleo = await guests.party("Ada", "Ben", "Cleo")
    ben.meets_refusals = True
    await ben.context.set_offline(True)
    await ben.sees(LOST)
    await ada.kicks("Cleo")
    await cleo.sees_title("You were removed")
    await ada.makes_host("Ben")
    await ben.context.set_offline(False)
    await ben.sees_marks("Ben", "You", "Host")
    await expect(ben.row("Cleo")).to_have_count(0)


async def test_a_node_that_dies_and_is_back_costs_nobody_the_room(
    browser: Browser, redis_url: str
) -> None:
    async with (
        running_node(on_store(redis_url)) as node,
        Guests(browser, node.url) as guests,
    ):
        party = ada, ben = await guests.party("Ada", "Ben")
        for guest in party:
            guest.meets_refusals = True
        await asyncio.to_thread(node.kill)
        for guest in party:
            await guest.sees(LOST)
        await asyncio.to_thread(node.start)
        for guest in party:
            await guest.sees_no(LOST)
        await ada.page.get_by_role("switch").click()
        await ben.sees("Locked: nobody else can join.")
        await ada.sees_marks("Ben")


async def test_a_node_that_forgot_everything_does_not_know_you_any_more(browser: Browser) -> None:
    async with running_node() as node, Guests(browser, node.url) as guests:
        ada = await guests.one()
        await ada.creates("Ada")
        ada.meets_refusals = True
        await asyncio.to_thread(node.kill)
        await ada.sees(LOST)
        await asyncio.to_thread(node.start)
        await ada.sees_title("The server does not know you any more")


async def test_the_back_button_leads_to_the_start_and_forward_into_the_room(
    guests: Guests,
) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ben.opens("/")
    await ben.presses("Go on as Ben")
    await ben.sees_people("Ada", "Ben")
    await ben.page.go_back()
    await ben.sees_title("A room, a code, your people.")
    await ada.sees_marks("Ben", "Away")
    await ben.page.go_forward()
    await ben.sees_people("Ada", "Ben")
    await ada.sees_marks("Ben")


async def test_a_room_that_went_while_one_was_away_is_told(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ben.opens("/")
    await ada.presses("Close the room")
    await ada.confirms("Close it for everybody")
    await ada.sees_title("You closed the room")
    ben.meets_refusals = True
    await ben.presses("Go on as Ben")
    await ben.sees_title("The room is gone")
    await ben.page.reload()
    await expect(ben.form("Join a room")).to_be_visible()
    await expect(ben.page.get_by_role("button", name="Go on as")).to_have_count(0)


async def test_who_is_away_for_too_long_is_told_when_back(browser: Browser) -> None:
    async with (
        running_node(MISSED_SOON | {"MEMBER_GRACE_SECONDS": "1"}) as node,
        Guests(browser, node.url) as guests,
    ):
        ada, ben = await guests.party("Ada", "Ben")
        ben.meets_refusals = True
        await ben.context.set_offline(True)
        await ada.sees("Ben was away for too long.")
        await ben.context.set_offline(False)
        await ben.sees_title("You are no longer in the room")


async def test_without_storage_it_works_and_says_what_is_missing(guests: Guests) -> None:
    ada = await guests.one()
    await ada.page.add_init_script(NO_STORAGE)
    await ada.creates("Ada")
    await ada.sees("This browser keeps nothing for this page")


async def test_a_storage_that_is_full_keeps_nothing_but_the_way_back_within_the_page(
    guests: Guests,
) -> None:
    ada = await guests.one()
    await ada.page.add_init_script(FULL_STORAGE)
    code = await ada.creates("Ada")
    await ada.sees("This browser keeps nothing for this page")
    await ada.page.go_back()
    await ada.sees_title("A room, a code, your people.")
    await expect(ada.page.get_by_role("button", name="Go on as Ada")).to_be_visible()
    await ada.page.go_forward()
    await ada.sees_marks("Ada", "You", "Host")
    await ada.page.reload()
    await expect(ada.form("Join a room").get_by_label("Room code")).to_have_value(code)
    await expect(ada.page.get_by_role("button", name="Go on as")).to_have_count(0)


async def test_a_new_token_takes_the_place_of_the_old_one(browser: Browser) -> None:
    async with (
        running_node({"ROOM_TTL_SECONDS": "6"}) as node,
        Guests(browser, node.url) as guests,
    ):
        ada = await guests.one()
        await ada.creates("Ada")
        kept = "sessionStorage.getItem('greenroom.seat')"
        first = await ada.page.evaluate(kept)
        await ada.page.wait_for_function(f"first => {kept} !== first", arg=first)
        await ada.page.reload()
        await ada.sees_people("Ada")


async def test_a_room_that_the_store_has_lost_is_told(
    browser: Browser, spare_valkey: ValkeyServer
) -> None:
    async with (
        running_node(on_store(spare_valkey.url)) as node,
        Guests(browser, node.url) as guests,
    ):
        ada = await guests.one()
        await ada.creates("Ada")
        with Redis.from_url(spare_valkey.url) as store:
            store.flushall()
        await ada.sees_title("The room is lost")
