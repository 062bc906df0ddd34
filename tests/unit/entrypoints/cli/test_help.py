"""`--help` explains, and says nothing that is not so."""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from entrypoints.cli.explained import Explained
from entrypoints.cli.greenroom import greenroom
from entrypoints.settings import Settings
from entrypoints.variables import declared_in

SETTINGS = {row.name for row in declared_in(Settings).values()}


def commands(group: click.Group, path: str = "greenroom") -> Iterator[tuple[str, Explained]]:
    """Every command of ours, with what has to be typed for it."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from commands(command, f"{path} {name}")
            elif isinstance(command, Explained):
                yield f"{path} {name}", command


COMMANDS = dict(commands(greenroom))


def test_alone_it_shows_its_help_as_after_wrong_use() -> None:
    ended, asked = (CliRunner().invoke(greenroom, words) for words in ([], ["--help"]))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert (asked.exit_code, asked.stderr) == (0, "")
    assert ended.stderr.split() == asked.stdout.split()


@pytest.mark.parametrize("typed", COMMANDS)
def test_the_help_of_a_command_has_everything(typed: str) -> None:
    ended = CliRunner().invoke(greenroom, [*typed.split()[1:], "--help"])
    assert ended.exit_code == 0
    for heading in ("Usage:", "Options:", "Environment:", "Exit status:", "Examples:"):
        assert f"\n{heading}" in f"\n{ended.output}"
    assert "  0  " in ended.output
    assert "  2  it was used wrongly" in ended.output


@pytest.mark.parametrize("typed", COMMANDS)
def test_the_variables_of_a_command_are_settings(typed: str) -> None:
    named = set(re.findall(r"[A-Z][A-Z_]+", " ".join(COMMANDS[typed].variables)))
    assert named
    assert named <= SETTINGS


@pytest.mark.parametrize("typed", COMMANDS)
def test_the_examples_of_a_command_are_of_this_command(typed: str) -> None:
    assert COMMANDS[typed].examples
    for example in COMMANDS[typed].examples:
        assert typed in example


def test_every_command_is_in_the_list() -> None:
    ended = CliRunner().invoke(greenroom, ["--help"])
    for typed in COMMANDS:
        assert re.search(rf"^  {typed.split()[1]} ", ended.output, re.MULTILINE)
