"""Opening a room, and joining one."""

from playwright.async_api import expect

from tests.guests import Guests

NO_WEB_SOCKETS = """window.WebSocket = class {
  constructor() { throw new DOMException("refused", "SecurityError"); }
};"""
"""As an older Safari has it, to which 'self' in a policy is not the own server's WebSockets."""


async def test_who_opens_a_room_is_in_it_and_its_host(guests: Guests) -> None:
    ada = await guests.one()
    code = await ada.creates("Ada")
    await ada.sees_marks("Ada", "You", "Host")
    await ada.sees("1 of 20")
    await ada.sees_title(f"Room code {' '.join(code)}")
    await expect(ada.page).to_have_title(f"{code} · Greenroom")


async def test_a_room_has_the_size_that_was_asked_for(guests: Guests) -> None:
    ada = await guests.one()
    await ada.creates("Ada", size="7")
    await ada.sees("1 of 7")


async def test_others_join_with_the_code_in_any_case_and_both_see_it(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    code = await ada.creates("Ada")
    await ben.opens()
    await ben.asks_to_join("Ben", code=f" {code.lower()} ")
    await ben.sees_people("Ada", "Ben")
    await ada.sees_people("Ada", "Ben")
    await ada.sees("Ben is here.")
    assert ben.code == code


async def test_the_link_brings_the_code_along_and_waits_for_the_name(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    await ada.creates("Ada")
    await ben.page.goto(await ada.link())
    form = ben.form("Join a room")
    await expect(form.get_by_label("Room code")).to_have_value(ada.code)
    await expect(form.get_by_label("Your name")).to_be_focused()
    await ben.page.keyboard.type("Ben")
    await ben.page.keyboard.press("Enter")
    await ada.sees_people("Ben")


async def test_a_whole_link_in_the_place_of_the_code_will_do(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    await ada.creates("Ada")
    await ben.opens()
    await ben.asks_to_join("Ben", code=ada.page.url)
    await ben.sees_people("Ada", "Ben")


async def test_names_are_of_any_script_and_never_markup(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    code = await ada.creates("عائشة")
    await ben.joins(code, "<b>Ben</b><img>")
    await ada.sees_people("عائشة", "<b>Ben</b><img>")
    await ben.sees_people("عائشة", "<b>Ben</b><img>")


async def test_where_a_policy_refuses_web_sockets_polling_will_do(guests: Guests) -> None:
    ada = await guests.one()
    await ada.page.add_init_script(NO_WEB_SOCKETS)
    await ada.creates("Ada")
    await ada.page.get_by_role("switch").click()
    await ada.sees("Locked: nobody else can join.")


async def test_over_polling_who_leaves_is_told_so_and_so_are_the_others(guests: Guests) -> None:
    ada, ben = await guests.one(), await guests.one()
    for guest in (ada, ben):
        await guest.page.add_init_script(NO_WEB_SOCKETS)
        guest.meets_refusals = True  # a poll may cross the end of its connection
    await ben.joins(await ada.creates("Ada"), "Ben")
    await ben.presses("Leave")
    await ben.sees_title("You have left")
    await ben.sees("The others go on without you.")
    await ada.sees("Ben has left.")
    await expect(ada.row("Ben")).to_have_count(0)
    await ada.presses("Leave")
    await ada.sees_title("You have left")
    await ada.sees("You were the last one, so the room is gone.")


async def test_a_double_click_opens_one_room(guests: Guests) -> None:
    ada = await guests.one()
    sent: list[str] = []
    ada.page.on("request", lambda request: sent.append(request.method + request.url))
    await ada.opens()
    form = ada.form("Open a new room")
    await form.get_by_label("Your name").fill("Ada")
    await form.get_by_role("button").dblclick()
    await ada.sees_people("Ada")
    assert sent.count(f"POST{ada.url}/rooms") == 1


async def test_the_start_leads_to_the_documentation(guests: Guests) -> None:
    ada = await guests.one()
    await ada.opens()
    await ada.page.get_by_role("link", name="API documentation").click()
    await expect(ada.page).to_have_url(f"{ada.url}/docs")
