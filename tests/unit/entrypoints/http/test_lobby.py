"""The parts of the lobby that need no browser."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from domain.errors import RoomError
from domain.events import CloseReason, LeaveReason
from entrypoints.http.pages import STATIC
from entrypoints.http.problems import STATUS
from entrypoints.realtime.refusals import REPLACED

FOLDER = STATIC / "lobby"
OURS = (FOLDER, STATIC / "docs")
WORDS = (FOLDER / "words.js").read_text()
OF_THE_SERVER = {"EXPIRED", "LOST", REPLACED.code, "UNAUTHORIZED"}
NEVER_TOLD = {RoomError.code, "INVALID_INPUT"}
"""The one has no words that would help, the other comes with the field that is wrong."""

TESTS = sorted((Path(__file__).parent / "lobby").glob("*.test.mjs"))
"""In JavaScript, of modules that touch neither the page nor the network."""


def keys_of(table: str) -> set[str]:
    """The keys of an object in `words.js`."""
    body = WORDS.split(f"const {table} = {{", 1)[1].split("\n}", 1)[0].split("};", 1)[0]
    return set(re.findall(r"\b([A-Z][A-Z_]+):", body))


@pytest.mark.parametrize("tests", TESTS, ids=lambda tests: tests.name)
def test_a_module_that_needs_no_page_does_as_its_tests_say(tests: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        pytest.fail("not found: node")
    if node is None:
        pytest.skip("the lobby's modules need Node.js, which is not installed")
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "package.json").write_text('{"type": "module"}')  # which Node 18 does not guess
    shutil.copy(tests, tmp_path)
    command = [node, "--test", tmp_path / tests.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_end_of_a_visit_has_words() -> None:
    ends = {reason.value for reason in CloseReason} | OF_THE_SERVER
    assert ends | {LeaveReason.KICKED.value} <= keys_of("ENDINGS")
    assert {reason.value for reason in LeaveReason} == keys_of("GONE")


def test_every_refusal_has_words() -> None:
    codes = {kind.code for kind in STATUS} - NEVER_TOLD - {"UNAUTHORIZED"}
    assert codes <= keys_of("REFUSALS") | keys_of("ENDINGS")


@pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)
def test_text_gets_into_a_page_as_text_only(folder: Path) -> None:
    dangerous = re.compile(r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|eval\(")
    scripts = list(folder.rglob("*.js"))
    assert scripts
    assert [file.name for file in scripts if dangerous.search(file.read_text())] == []


def test_a_module_of_the_lobby_can_be_read_at_a_sitting() -> None:
    assert longer_than(125, FOLDER.glob("*.js")) == []


@pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)
def test_a_style_sheet_is_of_one_thing(folder: Path) -> None:
    assert longer_than(250, folder.glob("*.css")) == []


def longer_than(lines: int, files: Iterable[Path]) -> list[str]:
    return [file.name for file in files if file.read_text().count("\n") > lines]
