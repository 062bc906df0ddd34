"""The shell completes, with the scripts that `greenroom completion` prints."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from entrypoints.cli.greenroom import greenroom
from tests.any_store import open_room
from tests.command_line import PATIENCE, CommandLine
from tests.nodes import SECRET, inherited, on_store
from tests.redis_rooms import node_at

STUCK = """
import time

def rooms(told):
    time.sleep(60)
"""

COMPLETE = """
source <(greenroom completion bash)
COMP_WORDS=({words} '{begun}'); COMP_CWORD={count}
_greenroom_completion greenroom
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
"""What bash does at a TAB behind these words."""

SETS = ("_GREENROOM_COMPLETE", "COMP_WORDS", "COMP_CWORD")

Completed = Callable[..., list[str]]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A path on which there is `greenroom`."""
    program = tmp_path / "bin" / "greenroom"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m entrypoints.cli "$@"\n')
    program.chmod(0o755)
    return f"{program.parent}:{inherited()['PATH']}"


@pytest.fixture
def complete(path: str, tmp_path: Path) -> Completed:
    """What bash offers behind some words for one that has begun; it must say nothing else."""

    def completed(words: str, begun: str, settings: Mapping[str, str] | None = None) -> list[str]:
        script = COMPLETE.format(words=words, begun=begun, count=len(words.split()))
        ended = subprocess.run(
            ["bash", "--norc", "-c", script],
            cwd=tmp_path,
            env=inherited() | {"PATH": path, **(settings or {})},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout.split()

    return completed


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        ("greenroom", "ro", ["rooms"]),
        ("greenroom", "c", ["check", "completion"]),
        ("greenroom rooms", "", ["list", "show", "close"]),
        ("greenroom rooms close", "--", ["--yes", "--help"]),
        ("greenroom completion", "z", ["zsh"]),
    ],
)
def test_bash_completes_commands_and_options(
    complete: Completed, words: str, begun: str, offered: list[str]
) -> None:
    assert complete(words, begun) == offered


async def test_bash_completes_the_codes_of_rooms(complete: Completed, redis_url: str) -> None:
    async with node_at(redis_url) as node:
        for code in ("S33WAQ", "S34WAQ", "K4RTWX"):
            await open_room(node, code=code)
    for command, begun, offered in (
        ("show", "S3", ["S33WAQ", "S34WAQ"]),
        ("close", "k", ["K4RTWX"]),
        ("show", "Z", []),
    ):
        assert complete(f"greenroom rooms {command}", begun, on_store(redis_url)) == offered


@pytest.mark.parametrize(
    "settings",
    [{}, on_store("redis://127.0.0.1:1/0"), {"PORT": "wrong"}, {"STORE": "no_such:thing"}],
    ids=["memory", "away", "wrong", "unknown"],
)
def test_where_no_codes_are_to_be_had_none_are_offered_and_nothing_is_said(
    complete: Completed, settings: dict[str, str]
) -> None:
    assert complete("greenroom rooms show", "S", settings) == []


def test_a_store_that_is_away_leaves_no_word_in_what_the_shell_reads(tmp_path: Path) -> None:
    asked = dict(zip(SETS, ("bash_complete", "greenroom rooms show S", "3"), strict=True))
    away = CommandLine(tmp_path, on_store("redis://127.0.0.1:1/0") | asked).run()
    assert (away.stdout.strip(), away.stderr) == ("", "")


def test_a_store_that_holds_everything_up_is_given_up(complete: Completed, tmp_path: Path) -> None:
    (tmp_path / "stuck.py").write_text(STUCK)
    started = time.monotonic()
    stuck = {"STORE": "stuck:rooms", "JWT_SECRET": SECRET}
    assert complete("greenroom rooms show", "S", stuck) == []
    assert time.monotonic() < started + 30


def test_a_tab_in_bash_does_it(path: str, tmp_path: Path) -> None:
    bash = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile", "-i"],
        cwd=tmp_path,
        env=inherited() | {"PATH": path, "PS1": "ready> ", "TERM": "dumb"},
        timeout=PATIENCE,
        encoding="utf-8",
    )
    try:
        bash.expect_exact("ready> ")
        bash.sendline("source <(greenroom completion bash)")
        bash.expect_exact("ready> ")
        bash.send("greenroom ro\t")
        bash.expect_exact("greenroom rooms ")
        bash.send("cl\t--y\t")
        bash.expect_exact("close --yes ")
    finally:
        bash.close(force=True)


@pytest.mark.parametrize(("shell", "lines"), [("zsh", 3), ("fish", 1)])
def test_the_other_shells_are_given_what_they_ask_for(shell: str, lines: int) -> None:
    script = CliRunner().invoke(greenroom, ["completion", shell]).output
    for name in SETS:
        assert name in script
    begun = {"zsh": ("greenroom ro", "1"), "fish": ("greenroom ro", "ro")}[shell]
    answers = CliRunner().invoke(
        greenroom,
        prog_name="greenroom",
        env=dict(zip(SETS, (f"{shell}_complete", *begun), strict=True)),
    )
    assert answers.exit_code == 0
    assert answers.output.startswith("plain")
    assert "rooms" in answers.output
    assert answers.output.count("\n") == lines
