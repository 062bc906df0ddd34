"""Two nodes, watched by a real Prometheus with the files of `deploy/`."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.dashboard import filled_in, panels, queries
from tests.http_server import NO_TLS
from tests.nodes import Node, running_node, two_nodes
from tests.parties import Party
from tests.players import Player
from tests.prometheus_files import alerts
from tests.prometheus_server import Prometheus, prometheus_before
from tests.promql import named_in
from tests.servers import ValkeyServer

TOKEN = "a-token-that-prometheus-shows"

SHOWN = re.compile(r"\{\{(\w+)\}\}")
"""A label in the legend of a panel."""

PATIENCE = 30.0
"""Seconds until everything was asked for often enough to have an answer; it takes about eight:
Prometheus itself looks for its targets only after five."""


class Game(NamedTuple):
    """People in a room, spread over nodes. Not all of what they want is allowed."""

    nodes: list[str]
    people: list[Player]

    async def go_on(self) -> None:
        """Only one of them may do this, and there is no such room."""
        for player in self.people:
            await player.call("room:toggle_lock")
        for node in self.nodes:
            await answer_of(f"{node}/rooms/NOROOM")


@asynccontextmanager
async def a_game(*nodes: Node) -> AsyncIterator[Game]:
    """One that has begun."""
    urls = [node.url for node in nodes]
    async with Party(urls) as party:
        game = Game(urls, [await party.welcome("Ada"), await party.welcome("Ben")])
        await game.go_on()
        yield game


async def answer_of(url: str) -> str:
    """What a node answers to those who have the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(verify=NO_TLS, trust_env=False) as http:
        return (await http.get(url, headers=headers)).text


async def told_by(node: str) -> dict[str, set[str]]:
    """Every series that a node tells, with its labels."""
    told: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(await answer_of(f"{node}/metrics")):
        for sample in family.samples:
            told.setdefault(sample.name, set()).update(sample.labels)
    return told


async def test_a_node_tells_all_that_is_asked_for() -> None:
    async with running_node({"METRICS_TOKEN": TOKEN}) as node, a_game(node):
        told = await told_by(node.url)
    asked = [filled_in(expression) for _, expression in queries()]
    asked += [rule["expr"] for rule in alerts().values()]
    named = [(series, labels) for each in asked for series, labels in named_in(each).items()]
    assert named
    assert {series for series, _ in named} - told.keys() == set()
    assert [(series, labels) for series, labels in named if not labels <= told[series]] == []


async def unanswered(prometheus: Prometheus) -> set[str]:
    """The panels with a question to which there is no answer, or one without a label that the
    panel shows."""
    missing = set()
    for panel in panels():
        for target in panel["targets"]:
            found = await prometheus.ask(filled_in(target["expr"], __rate_interval="10s"))
            shown = set(SHOWN.findall(target.get("legendFormat", "")))
            if not found or not all(shown <= series.labels.keys() for series in found):
                missing.add(panel["title"])
    return missing


async def test_every_panel_of_the_dashboard_shows_something_and_no_alert_goes_off(
    spare_valkey: ValkeyServer, tmp_path: Path
) -> None:
    with two_nodes(spare_valkey.url, {"METRICS_TOKEN": TOKEN}) as nodes:
        async with (
            a_game(*nodes) as game,
            prometheus_before(game.nodes, TOKEN, tmp_path) as prometheus,
        ):
            give_up = time.monotonic() + PATIENCE
            while missing := await unanswered(prometheus):
                assert time.monotonic() < give_up, missing
                await game.go_on()
                await asyncio.sleep(0.5)
            up = await prometheus.ask('up{job="greenroom"}')
            assert [series.value for series in up] == [1, 1]
            assert {f"http://{series.labels['instance']}" for series in up} == set(game.nodes)
            assert await prometheus.ask("ALERTS") == []
