"""What people in a room see of each other, and what the host does."""

from playwright.async_api import expect

from tests.guests import SCREENS, Guests


async def test_everybody_sees_who_is_there_and_who_is_away(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.sees_marks("Ben")
    await ben.page.close()
    await ada.sees_marks("Ben", "Away")
    await ada.sees("Ben is away.")


async def test_nobody_joins_a_locked_room_until_it_is_open_again(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    eve = await guests.one()
    eve.meets_refusals = True
    lock = ada.page.get_by_role("switch", name="Lock the room")
    await lock.click()
    await expect(lock).to_have_attribute("aria-checked", "true")
    await ben.sees("Locked: nobody else can join.")
    await eve.opens(f"/#{ada.code}")
    await eve.asks_to_join("Eve")
    code = eve.form("Join a room").get_by_label("Room code")
    await expect(code).to_have_accessible_description(
        "This room is locked: its host lets nobody else in."
    )
    await lock.click()
    await ben.sees("Open: whoever has the code can join.")
    await eve.asks_to_join("Eve")
    await eve.sees_people("Ada", "Ben", "Eve")


async def test_two_clicks_at_once_are_one_command(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    lock = ada.page.get_by_role("switch", name="Lock the room")
    await lock.evaluate("button => { button.click(); button.click(); }")
    await ben.sees("Locked: nobody else can join.")
    await ada.presses("Leave")  # after which nothing of hers is still on its way
    await ben.sees_marks("Ben", "You", "Host")
    await ben.sees("Locked: nobody else can join.")


async def test_only_the_host_has_the_controls(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    for control in ("Remove Ben", "Close the room"):
        await expect(ada.page.get_by_role("button", name=control)).to_be_visible()
    await expect(ben.page.get_by_role("button")).to_have_text(["Leave", "Copy link"])
    await expect(ben.page.get_by_role("switch")).to_have_count(0)
    await expect(ada.page.get_by_role("button", name="Remove Ada")).to_have_count(0)


async def test_one_who_is_kicked_is_told_and_does_not_get_back_in(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    link = ben.page.url
    await ada.kicks("Ben")
    await ben.sees_title("You were removed")
    await expect(ada.row("Ben")).to_have_count(0)
    await ada.sees("Ben was removed.")
    await ben.opens(link.removeprefix(ben.url))
    await expect(ben.page.get_by_role("button", name="Go on as")).to_have_count(0)
    await expect(ben.form("Join a room")).to_be_visible()


async def test_a_kick_that_is_not_confirmed_is_none(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.presses("Remove Ben")
    await expect(ada.page.get_by_role("dialog", name="Remove Ben?")).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await expect(ada.page.get_by_role("button", name="Remove Ben")).to_be_focused()
    await ada.sees_people("Ben")
    await ben.sees_people("Ben")


async def test_the_room_is_handed_over(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.makes_host("Ben")
    await ben.sees("You are the host now.")
    await ada.sees_marks("Ben", "Host")
    await ada.sees_marks("Ada", "You")
    await expect(ada.page.get_by_role("button", name="Close the room")).to_be_hidden()
    await ben.kicks("Ada")
    await ada.sees_title("You were removed")


async def test_closing_the_room_ends_it_for_all(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.presses("Close the room")
    await ada.confirms("Close it for everybody")
    await ada.sees_title("You closed the room")
    await ben.sees_title("The room is closed")
    await ben.sees("The host closed it for everybody.")


async def test_who_leaves_is_gone_and_the_next_one_is_the_host(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    await ada.presses("Leave")
    await ada.sees_title("You have left")
    await ben.sees_marks("Ben", "You", "Host")
    await expect(ben.row("Ada")).to_have_count(0)
    await ben.presses("Leave")
    await ben.sees("You were the last one, so the room is gone.")


async def test_a_room_of_twenty_shows_them_all(guests: Guests) -> None:
    ada, ben = await guests.party("Ada", "Ben")
    names = [f"Guest {number}" for number in range(3, 21)]
    for name in names:
        asked = await ben.page.request.post(
            f"{ada.url}/rooms/{ada.code}/join", data={"displayName": name}
        )
        assert asked.ok
    await ada.sees("20 of 20")
    await ada.sees_people(*names)
    for name, size in SCREENS.items():
        await ada.page.set_viewport_size(size)
        await ada.shoots(f"8-twenty-{name}", whole=name == "phone")
    late = await guests.one()
    late.meets_refusals = True
    await late.opens(f"/#{ada.code}")
    await late.asks_to_join("Late")
    code = late.form("Join a room").get_by_label("Room code")
    await expect(code).to_have_accessible_description("This room is full.")
