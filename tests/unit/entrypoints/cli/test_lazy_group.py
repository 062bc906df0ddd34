"""Commands are imported when they are used, and not before."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from entrypoints.cli.lazy_group import Lazy, LazyGroup

FAR = """
import click

@click.command()
def far():
    "Go far."
    click.echo("here")
"""

NEEDY = "import a_package_that_nobody_has"


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two modules with commands, one of which needs what is not installed."""
    (tmp_path / "lazily_far.py").write_text(FAR)
    (tmp_path / "lazily_needy.py").write_text(NEEDY)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("lazily_far", "lazily_needy"):
        sys.modules.pop(name, None)


def run(*arguments: str, extra: str | None = "far") -> Result:
    @click.group(
        cls=LazyGroup,
        lazy={
            "far": Lazy("lazily_far:far", "Go."),
            "needy": Lazy("lazily_needy:needy", "Need.", extra=extra),
        },
    )
    def group() -> None:
        """Does things."""

    return CliRunner().invoke(group, list(arguments))


def test_a_command_that_is_used_is_imported_and_run() -> None:
    ended = run("far")
    assert (ended.exit_code, ended.output) == (0, "here\n")


def test_the_help_of_the_group_names_all_and_imports_none() -> None:
    ended = run("--help")
    assert ended.exit_code == 0
    assert [line.split() for line in ended.output.splitlines()[-2:]] == [
        ["far", "Go."],
        ["needy", "Need."],
    ]
    assert not {"lazily_far", "lazily_needy"} & sys.modules.keys()


def test_the_help_of_a_command_is_its_own() -> None:
    assert "Go far." in run("far", "--help").output


@pytest.mark.parametrize("arguments", [["needy"], ["needy", "--help"], ["needy", "--any", "thing"]])
def test_where_an_extra_is_missing_it_is_named(arguments: list[str]) -> None:
    ended = run(*arguments)
    assert (ended.exit_code, ended.output) == (
        1,
        "greenroom: a_package_that_nobody_has is missing: install greenroom[far]\n",
    )


def test_what_is_missing_without_an_extra_is_a_fault() -> None:
    assert isinstance(run("needy", extra=None).exception, ModuleNotFoundError)


def test_an_unknown_command_is_wrong_use() -> None:
    ended = run("near")
    assert ended.exit_code == 2
    assert "No such command 'near'" in ended.output


def test_names_are_completed_without_an_import() -> None:
    group = LazyGroup("group", lazy={"needy": Lazy("lazily_needy:needy", "Need.", extra="far")})
    with click.Context(group) as context:
        (found,) = group.shell_complete(context, "ne")
        assert (found.value, found.help) == ("needy", "Need.")
        assert group.shell_complete(context, "x") == []
    assert "lazily_needy" not in sys.modules
