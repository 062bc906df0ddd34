"""The TypeScript example is compiled and played on a real node, with the stock client."""

import shutil
import subprocess

import pytest

from tests.nodes import node_process
from tests.typescript import CLIENT, a_project, compiled

PATIENCE = 60.0
"""Seconds for a room from its beginning to its end; it takes about one."""

AWAY = "out (io server disconnect)"

DRIVER = """\
import { enter, play } from "./example.js";
const [server] = process.argv.slice(2);
await play(server, console.log);
enter(server, "no token", (line) => console.log(`Stranger: ${line}`));
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the example says, from its beginning until it ends by itself."""
    project = a_project(tmp_path_factory.mktemp("example"))
    shutil.copy(CLIENT / "example.ts", project)
    assert compiled(project, "--module", "nodenext", "example.ts") == []
    (project / "driver.js").write_text(DRIVER)
    with node_process({}) as node:
        command = ["node", "driver.js", node.url]
        done = subprocess.run(
            command, cwd=project, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert node.complaints() == []
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def heard_by(name: str, said: list[str]) -> list[str]:
    """What this one heard, in order; not who came, which depends on who came first."""
    lines = [line.removeprefix(f"{name}: ") for line in said if line.startswith(f"{name}: ")]
    return [line for line in lines if not line.endswith("is here")]


def test_every_command_is_answered(said: list[str]) -> None:
    answers = ["Ada kicks: done", "Ada hands over: done", "Ada leaves: done", "Ben closes: done"]
    assert [line for line in said if line in answers] == answers
    assert "Ben locks: NOT_HOST" in said


def test_one_too_many_is_told_why(said: list[str]) -> None:
    assert heard_by("Dee", said) == ["nobody else may join"]


def test_everybody_hears_what_happens(said: list[str]) -> None:
    cy_goes, ben_hosts = "Cy was sent away", "the host is Ben"
    assert heard_by("Ada", said) == ["3 of 3 are in", "locked", cy_goes, ben_hosts, AWAY]
    assert heard_by("Cy", said) == ["3 of 3 are in", "locked", "sent away", AWAY]
    not_host, *told = heard_by("Ben", said)[1:]
    assert not_host == "NOT_HOST: Only the host of the room can do this."
    closed = "the host has closed the room"
    assert told == ["locked", cy_goes, ben_hosts, "Ada has left", closed, AWAY]


def test_a_stranger_hears_why_it_stays_outside(said: list[str]) -> None:
    assert heard_by("Stranger", said) == ["this token opens nothing"]
