"""What the server refuses, or can't do just now, is said next to what caused it."""

import asyncio
import json
import re
from collections.abc import Mapping

import pytest
from playwright.async_api import Browser, Route, expect

from tests.guests import Guests
from tests.nodes import on_store, running_node
from tests.servers import ValkeyServer

CREATE, JOIN = "Open a new room", "Join a room"
NO_DIALOG_ONCE = """() => {
  const { showModal } = HTMLDialogElement.prototype;
  HTMLDialogElement.prototype.showModal = () => {
    HTMLDialogElement.prototype.showModal = showModal;
    throw new Error("no dialog");
  };
}"""


@pytest.mark.parametrize(
    ("form", "fields", "field", "words"),
    [
        (CREATE, {"Your name": "A"}, "Your name", "The name must be 2 to 20 characters long."),
        (CREATE, {"Your name": "Ada", "Places": "99"}, "Places", "from 1 to 20"),
        (CREATE, {"Your name": "Ada", "Places": "many"}, "Places", "must be a whole number"),
        (JOIN, {"Room code": " ", "Your name": "Ada"}, "Room code", "Enter the code of the room."),
        (JOIN, {"Room code": "NO", "Your name": "Ada"}, "Room code", "There is no room with this"),
    ],
)
async def test_a_wrong_field_is_told_at_the_field_which_gets_the_focus(
    guests: Guests, form: str, fields: Mapping[str, str], field: str, words: str
) -> None:
    ada = await guests.one()
    ada.meets_refusals = True
    await ada.opens()
    for label, text in fields.items():
        await ada.form(form).get_by_label(label).fill(text)
    await ada.form(form).get_by_role("button").click()
    wrong = ada.form(form).get_by_label(field)
    await expect(wrong).to_be_focused()
    await expect(wrong).to_have_accessible_description(re.compile(words))
    await expect(wrong).to_have_attribute("aria-invalid", "true")


async def test_too_many_rooms_are_refused_with_the_time_to_wait(browser: Browser) -> None:
    few = {"CREATE_THROTTLE_LIMIT": "1", "CREATE_THROTTLE_TTL_MS": "6000"}
    async with running_node(few) as node, Guests(browser, node.url) as guests:
        ada = await guests.one()
        ada.meets_refusals = True
        await ada.creates("Ada")
        await ada.presses("Leave")
        await ada.sees_title("You have left")
        await ada.opens()
        form = ada.form(CREATE)
        await form.get_by_role("button").click()
        await expect(form.get_by_role("alert")).to_have_text(re.compile(r"Try again in \d+ s\."))
        await expect(form.get_by_role("button")).to_have_text(re.compile(r"\(in \d s\)"))
        await expect(form.get_by_role("button")).to_have_text("Open the room")
        await form.get_by_role("button").click()
        await ada.sees_people("Ada")


@pytest.mark.parametrize(("who", "people"), [("Ada", 1), ("Ben", 2)])
async def test_a_lost_answer_makes_no_second_room_and_no_second_member(
    guests: Guests, who: str, people: int
) -> None:
    ada, ben = await guests.one(), await guests.one()
    keys: list[str] = []

    async def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            await route.continue_()
        else:
            await route.fetch()  # it is done, and nobody hears of it
            await route.abort()

    unlucky = {"Ada": ada, "Ben": ben}[who]
    unlucky.meets_refusals = True
    await unlucky.page.route(re.compile(r"/rooms$|/join$"), lose_the_first)
    code = await ada.creates("Ada")
    if who == "Ben":
        await ben.joins(code, "Ben")
    await ada.sees(f"{people} of 20")
    assert len(keys) == 2
    assert keys[0] == keys[1]


async def test_an_answer_that_breaks_off_makes_no_second_room(guests: Guests) -> None:
    ada = await guests.one()
    keys: list[str] = []
    rooms: list[str] = []

    async def break_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = await route.fetch()
        body = await answer.text()
        rooms.append(json.loads(body)["roomCode"])
        whole = len(keys) > 1
        await route.fulfill(response=answer, body=body if whole else body[: len(body) // 2])

    await ada.page.route("**/rooms", break_the_first)
    code = await ada.creates("Ada")
    assert rooms == [code, code]
    assert keys[0] == keys[1]


async def test_an_answer_that_comes_late_leaves_people_where_they_have_gone(
    guests: Guests,
) -> None:
    ada, ben = await guests.one(), await guests.one()
    code = await ada.creates("Ada")
    has_gone = asyncio.Event()

    async def take_long(route: Route) -> None:
        answer = await route.fetch()
        await has_gone.wait()
        await route.fulfill(response=answer)

    await ben.page.route("**/rooms", take_long)
    await ben.opens()
    await ben.form(CREATE).get_by_label("Your name").fill("Ben")
    await ben.form(CREATE).get_by_role("button").click()
    await ben.opens(f"/#{code}")
    await ben.sees("You are invited.")
    has_gone.set()
    await ben.page.get_by_text("Event log").click()
    await ben.sees("201 /rooms")
    await ben.sees("You are invited.")
    assert ben.code == code


async def test_what_goes_wrong_in_the_page_leaves_the_control_usable(guests: Guests) -> None:
    ada = await guests.one()
    await ada.creates("Ada")
    await ada.page.evaluate(NO_DIALOG_ONCE)
    async with ada.page.expect_event("pageerror"):
        await ada.presses("Close the room")
    assert ada.complaints == ["no dialog"]
    ada.complaints.clear()
    await ada.presses("Close the room")
    await ada.confirms("Close it for everybody")
    await ada.sees_title("You closed the room")


async def test_a_store_that_is_away_is_waited_for_and_then_given_up(
    browser: Browser, spare_valkey: ValkeyServer
) -> None:
    hurried = {"REDIS_COMMAND_TIMEOUT": "300", "LEASE_SECONDS": "60"}
    async with (
        running_node(on_store(spare_valkey.url) | hurried) as node,
        Guests(browser, node.url) as guests,
    ):
        ada, ben = await guests.one(), await guests.one()
        code = await ada.creates("Ada")
        for guest in (ada, ben):
            guest.meets_refusals = True
        await ben.opens(f"/#{code}")
        spare_valkey.stop()
        await ben.asks_to_join("Ben")
        await expect(ben.form(JOIN).get_by_role("button")).to_have_text("Trying again …")
        await expect(ben.form(JOIN).get_by_role("alert")).to_have_text(
            re.compile("The server can't reach its store")
        )
        await ada.page.get_by_role("switch").click()
        await ada.sees(re.compile("The server can't reach its store"))
        await ada.page.reload()
        await ada.sees(re.compile(r"The server does not answer\. Trying again in \d+ s …"))
        spare_valkey.cont()
        await ada.sees_people("Ada")
        await ben.asks_to_join("Ben")
        await ben.sees_people("Ada", "Ben")


async def test_commands_that_come_too_fast_are_refused_at_the_control(browser: Browser) -> None:
    few = {"SOCKET_THROTTLE_LIMIT": "1", "SOCKET_THROTTLE_TTL_MS": "4000"}
    async with running_node(few) as node, Guests(browser, node.url) as guests:
        ada = await guests.one()
        await ada.creates("Ada")
        lock = ada.page.get_by_role("switch")
        await lock.click()
        await expect(lock).to_have_attribute("aria-checked", "true")
        await lock.click()
        told = ada.page.get_by_role("alert").filter(has_text="That was too often")
        await expect(told).to_be_visible()
        await expect(lock).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize("limits", [{"THROTTLE_LIMIT": "1"}, {"CONNECT_LIMIT": "2"}], ids=str)
async def test_who_comes_back_too_often_waits_and_is_let_in(
    browser: Browser, limits: Mapping[str, str]
) -> None:
    async with (
        running_node({"THROTTLE_TTL_MS": "10000", **limits}) as node,
        Guests(browser, node.url) as guests,
    ):
        ada = await guests.one()
        ada.meets_refusals = True
        await ada.creates("Ada")
        for _ in range(2):
            await ada.sees_people("Ada")
            await ada.page.reload()
        await ada.sees(re.compile(r"That was too often .* Trying again in \d+ s …"))
        await ada.sees_people("Ada")
