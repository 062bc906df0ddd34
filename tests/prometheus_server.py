"""A real Prometheus for tests, which asks nodes every second."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.child_server import free_ports
from tests.http_server import NO_TLS
from tests.nodes import inherited
from tests.programs import program
from tests.prometheus_files import FOLDER
from tests.walkthrough.shell import Serving

GIVEN = {
    '"greenroom-1:3000", "greenroom-2:3000"': "",
    "    # authorization:": "    authorization:",
    "interval: 15s": "interval: 1s",
}
"""What is another in the file for the test: where the nodes are, that they ask for a token, and
that nobody waits for 15 s."""


class Series(NamedTuple):
    """One of an answer's series: its labels and its value now."""

    labels: dict[str, str]
    value: float


class Prometheus:
    """Asked through its API."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ask(self, expression: str) -> list[Series]:
        """The series that it answers with now."""
        answer = await self._http.get("/api/v1/query", params={"query": expression})
        told = answer.json()
        assert told["status"] == "success", f"{expression}: {told}"
        found = told["data"]["result"]
        return [Series(each["metric"], float(each["value"][1])) for each in found]


@asynccontextmanager
async def prometheus_before(
    nodes: Sequence[str], token: str, folder: Path
) -> AsyncIterator[Prometheus]:
    """One with the file of `deploy/`, that asks these nodes with this token."""
    targets = ", ".join(f'"{node.removeprefix("http://")}"' for node in nodes)
    config = (FOLDER / "prometheus.yml").read_text()
    for told, here in GIVEN.items():
        assert told in config
        config = config.replace(told, here or targets)
    (folder / "prometheus.yml").write_text(config)
    (folder / "metrics_token").write_text(token)
    (folder / "alerts.yml").symlink_to(FOLDER / "alerts.yml")
    port = next(free_ports())
    command = (
        f"exec {program('prometheus')} --config.file=prometheus.yml --storage.tsdb.path=figures "
        f"--web.listen-address=127.0.0.1:{port}"
    )
    url = f"http://127.0.0.1:{port}"
    async with (
        Serving(command, [port], folder, inherited()),
        httpx.AsyncClient(base_url=url, verify=NO_TLS, trust_env=False) as http,
    ):
        while (await http.get("/-/ready")).status_code != 200:
            await asyncio.sleep(0.05)
        yield Prometheus(http)
