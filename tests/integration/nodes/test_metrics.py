"""What two nodes tell Prometheus of a room that is played in on both."""

import asyncio
import subprocess
from collections.abc import Sequence

import httpx
import pytest

from tests.nodes import Node
from tests.parties import a_party
from tests.programs import program
from tests.scrapes import Scrape, open_scrape_of, scrape

PATIENCE = 20.0


@pytest.fixture
def urls(nodes: tuple[Node, Node]) -> list[str]:
    return [node.url for node in nodes]


async def scrapes(urls: Sequence[str]) -> list[Scrape]:
    return [await scrape(url) for url in urls]


def grown(before: Sequence[Scrape], after: Sequence[Scrape], name: str, **labels: str) -> float:
    """By how much a figure of both nodes together has grown."""
    return sum(one.figure(name, **labels) for one in after) - sum(
        one.figure(name, **labels) for one in before
    )


async def test_what_is_played_on_two_nodes_is_counted(urls: list[str]) -> None:
    before = await scrapes(urls)
    async with a_party(urls, "Ada", "Ben") as (_, (ada, ben)):
        during = await scrapes(urls)
        for _ in range(3):
            assert await ada.call("room:toggle_lock") == {"ok": True}
        assert (await ben.call("room:kick", {"kickUserId": ada.id}))["ok"] is False
        for _ in range(3):
            await ben.until("room:lock_toggled")
        after = await scrapes(urls)
    assert [one.figure("greenroom_members_connected") for one in during] == [1, 1]
    assert [one.figure("greenroom_rooms_hosted") for one in during] == [1, 1]
    assert [one.figure("greenroom_connections", transport="websocket") for one in during] == [1, 1]
    assert grown(before, after, "greenroom_entries_total", result="ok") == 2
    toggled = {"command": "room:toggle_lock", "result": "ok"}
    assert grown(during, after, "greenroom_commands_total", **toggled) == 3
    refused = {"command": "room:kick", "result": "NOT_HOST"}
    assert grown(during, after, "greenroom_commands_total", **refused) == 1
    durations = "greenroom_command_duration_seconds_count"
    assert grown(during, after, durations, command="room:toggle_lock") == 3
    told = {"event": "room:lock_toggled"}
    assert grown(during, after, "greenroom_events_total", **told) == 6, "three on each node"
    assert grown(during, after, "greenroom_feed_lag_seconds_count") == 6
    assert grown(during, after, "greenroom_commits_total") == 3
    joined = {"method": "POST", "route": "/rooms/{code}/join", "status": "200"}
    assert grown(before, after, "greenroom_http_requests_total", **joined) == 1
    assert [one.figure("greenroom_lease_held") for one in after] == [1, 1]
    assert all(one.figure("greenroom_feed_probe_age_seconds") < 5 for one in after)


async def test_nobody_is_counted_who_has_gone(urls: list[str]) -> None:
    async with a_party(urls, "Ada", "Ben"):
        pass
    gauges = ("connections", "connections_outside_rooms", "members_connected", "rooms_hosted")
    async with asyncio.timeout(PATIENCE):
        while any(
            one.figure(f"greenroom_{gauge}") for one in await scrapes(urls) for gauge in gauges
        ):
            await asyncio.sleep(0.1)


async def test_whatever_is_asked_there_are_no_more_series(urls: list[str]) -> None:
    url = urls[0]
    async with httpx.AsyncClient(trust_env=False, base_url=url) as client:

        async def ask(number: int) -> None:
            await client.get(f"/nowhere/{number}")
            await client.request(f"METHOD{number}", "/rooms")
            await client.get(f"/rooms/AAAA{number:02}")
            await client.get("/lobby/app.js", headers={"X-Request-ID": f"{number}"})

        await ask(0)
        before = (await scrape(url)).series()
        for number in range(1, 20):
            await ask(number)
    assert (await scrape(url)).series() == before


async def test_the_figures_come_as_openmetrics_to_those_who_ask_for_it(urls: list[str]) -> None:
    accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{urls[0]}/metrics", headers={"Accept": accept})
        head = await client.head(f"{urls[0]}/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert open_scrape_of(answer.text).figure("greenroom_info") == 1
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/plain")


async def test_prometheus_own_tool_has_nothing_to_say_against_them(urls: list[str]) -> None:
    async with a_party(urls, "Ada", "Ben"), httpx.AsyncClient(trust_env=False) as client:
        told = (await client.get(f"{urls[0]}/metrics")).content
    command = [program("promtool"), "check", "metrics"]
    done = await asyncio.to_thread(subprocess.run, command, input=told, capture_output=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, b"")
