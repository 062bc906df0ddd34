"""The files of `deploy/` that nothing here can run, held against what knows their form; and what
of them can be run."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.deploy_files import FOLDER, health_check
from tests.nodes import inherited, running_node
from tests.programs import program

BIN = Path(sys.executable).parent
"""Where the validators are, which came with the project's own tools."""

MANIFESTS = sorted((FOLDER / "kubernetes").glob("*.yaml"))

EXPOSURE = 20
"""What systemd may find of the unit's exposure, in tenths. It finds 14; without a word on security
it would be 96."""


def test_the_dockerfile_has_nothing_that_a_linter_dislikes() -> None:
    check(BIN / "hadolint", FOLDER / "Dockerfile")


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgres.yaml"])
def test_compose_files_are_such(name: str) -> None:
    check(
        BIN / "check-jsonschema",
        "--quiet",
        "--builtin-schema",
        "vendor.compose-spec",
        FOLDER / name,
    )


@pytest.mark.parametrize("version", ["1.30.0", "1.37.0"])
def test_manifests_are_such_for_old_clusters_and_for_new_ones(version: str) -> None:
    check(BIN / "kubernetes-validate", "--strict", "--quiet", "-k", version, *MANIFESTS)


def test_the_unit_is_one_for_systemd_and_gives_little_away(tmp_path: Path) -> None:
    unit = tmp_path / "greenroom@.service"
    text = (FOLDER / "systemd" / unit.name).read_text()
    assert "/opt/greenroom/bin/greenroom" in text
    unit.write_text(text.replace("/opt/greenroom/bin/greenroom", sys.executable))
    systemd = program("systemd-analyze")
    check(systemd, "verify", unit)
    found = run(systemd, "security", "--offline=yes", f"--threshold={EXPOSURE}", unit)
    assert found.returncode == 0, found.stdout


async def test_an_engine_that_asks_whether_a_node_lives_is_told() -> None:
    async with running_node() as node:
        there = node.url.rpartition(":")[2]
        assert health(there) == 0
    assert health(there) == 1


def health(port: str) -> int:
    """The exit status of the image's health check. Nothing in the way may mislead it."""
    command, *arguments = health_check()
    assert command == "python"
    environ = inherited() | {"PORT": port, "http_proxy": "http://127.0.0.1:1"}
    return subprocess.run(
        [sys.executable, *arguments], env=environ, capture_output=True, check=False
    ).returncode


def check(*command: str | Path) -> None:
    """It has nothing to say."""
    done = run(*command)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    words: Sequence[str] = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False)
