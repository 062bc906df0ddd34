"""A checkout of the project as a reader of its pages has one, set up and listening elsewhere."""

import shutil
import sys
from pathlib import Path

from tests.code_blocks import ROOT
from tests.javascript import FOLDER as NODE
from tests.nodes import inherited
from tests.ports import ports_in_a_row

LINKED = ("Makefile", "bench", "docs", "requirements")
"""What the commands of the pages need of the project."""

SOURCES = ("pyproject.toml", "src", "tests")
"""What else they need, and what pages change."""

UNCOPIED = ("node_modules", "__pycache__")

COMMANDS = {
    "greenroom": "-m entrypoints.cli",
    "litestar": "-m litestar",
    "python": "",
    "uvicorn": "-m uvicorn",
}
"""What `make install` puts into `.venv/bin`, as far as pages name it."""


class Checkout:
    """A folder in which the commands of a page can be typed as they stand there.

    The ports that pages name are free ones here, and `/opt/greenroom` is this folder's `.venv`:
    `given` says a page's text in the words of this machine, `told` the other way round.
    """

    def __init__(self, folder: Path, store: str = "", *, is_changed: bool = False) -> None:
        """`store` is the address of a server that is there for `127.0.0.1:6379`. One that
        `is_changed` has sources of its own; otherwise they are the project's."""
        self.folder = folder
        first, second, proxy = ports_in_a_row(3)
        self._names = {
            "127.0.0.1:6379/0": store.removeprefix("redis://"),
            "3000": str(first),
            "3001": str(second),
            "8080": str(proxy),
            "/opt/greenroom": str(folder / ".venv"),
        }
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        for name in SOURCES:
            (_copy if is_changed else _link)(ROOT / name, folder / name)
        (folder / "node_modules").symlink_to(NODE / "node_modules")
        self._set_up()

    def given(self, text: str) -> str:
        """What a page says, as it has to be typed here."""
        for told, here in self._names.items():
            text = text.replace(told, here)
        return text

    def told(self, text: str) -> str:
        """What was printed here, as a page would show it."""
        for told, here in self._names.items():
            text = text.replace(here, told) if here else text
        return text

    def port(self, told: str) -> int:
        """The port that is here for one of the pages."""
        return int(self._names[told])

    @property
    def environ(self) -> dict[str, str]:
        """The variables of a terminal here. Servers listen where nobody else does."""
        path = f"{self.folder / '.venv/bin'}:{inherited()['PATH']}"
        return inherited() | {
            "HOME": str(self.folder),
            "PATH": path,
            "PORT": self._names["3000"],
            "PYTHONPATH": f"{self.folder / 'src'}:{self.folder}",
        }

    def _set_up(self) -> None:
        """As after `make install`: the very interpreter that runs the tests."""
        programs = self.folder / ".venv" / "bin"
        programs.mkdir(parents=True)
        for name, arguments in COMMANDS.items():
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            program.chmod(0o755)
        (self.folder / ".venv" / ".installed").touch()


def _link(source: Path, place: Path) -> None:
    place.symlink_to(source)


def _copy(source: Path, place: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns(*UNCOPIED))
    else:
        shutil.copy(source, place)
