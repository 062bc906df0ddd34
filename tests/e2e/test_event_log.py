"""What developers see of the wire."""

from playwright.async_api import Locator, Request, expect

from tests.guests import Guest, Guests


async def open_log(guest: Guest) -> Locator:
    """The log, once it shows what it has."""
    await guest.page.get_by_text("Event log").click()
    log = guest.page.get_by_role("region", name="Event log")
    await expect(log.get_by_role("listitem")).not_to_have_count(0)
    return log


async def test_the_log_shows_requests_answers_events_and_acknowledgements(guests: Guests) -> None:
    ada = await guests.one()
    await ada.creates("Ada")
    log = await open_log(ada)
    await ada.page.get_by_role("switch").click()
    for line in (
        "→sentPOST /rooms",
        "←received201 /rooms",
        "·noticedconnect",
        "←receivedroom:state",
        "→sentroom:toggle_lock",
        '←receivedack room:toggle_lock{"ok":true}',
        '←receivedroom:lock_toggled{"isLocked":true}',
    ):
        await expect(log).to_contain_text(line)


async def test_the_log_tells_no_token_and_no_key(guests: Guests) -> None:
    ada = await guests.one()
    requests: list[Request] = []
    ada.page.on("request", lambda request: requests.append(request))
    await ada.creates("Ada")
    [key] = filter(None, [request.headers.get("idempotency-key") for request in requests])
    told = await (await open_log(ada)).inner_text()
    assert f'"Idempotency-Key":"{key[:8]}…"' in told
    assert key[8:] not in told
    await ada.page.reload()
    await ada.sees_people("Ada")
    log = await open_log(ada)
    seat = await ada.page.evaluate("JSON.parse(sessionStorage.getItem('greenroom.seat'))")
    told = await log.inner_text()
    assert "Bearer eyJhbGci…" in told
    assert seat["token"][8:] not in told
    assert seat["token"].rpartition(".")[2] not in told


async def test_the_log_can_be_cleared_and_goes_on(guests: Guests) -> None:
    ada = await guests.one()
    await ada.creates("Ada")
    log = await open_log(ada)
    await expect(log).to_contain_text('{"transport":"websocket"}')  # the last line of coming in
    await ada.presses("Clear")
    await expect(log.get_by_role("listitem")).to_have_count(0)
    await ada.page.get_by_role("switch").click()
    await expect(log.get_by_role("listitem")).to_have_count(3)
