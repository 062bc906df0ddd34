"""The parts of the lobby that need no browser."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.errors import RoomError
from domain.events import CloseReason, LeaveReason
from entrypoints.http.pages import STATIC
from entrypoints.http.problems import STATUS
from entrypoints.realtime.refusals import REPLACED

FOLDER = STATIC / "lobby"
WORDS = (FOLDER / "words.js").read_text()
OF_THE_SERVER = {"EXPIRED", "LOST", REPLACED.code, "UNAUTHORIZED"}
NEVER_TOLD = {RoomError.code, "INVALID_INPUT"}
"""The one has no words that would help, the other comes with the field that is wrong."""


def keys_of(table: str) -> set[str]:
    """The keys of an object in `words.js`."""
    body = WORDS.split(f"const {table} = {{", 1)[1].split("\n}", 1)[0].split("};", 1)[0]
    return set(re.findall(r"\b([A-Z][A-Z_]+):", body))


def test_the_lobby_knows_the_rooms_events(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        pytest.fail("not found: node")
    if node is None:
        pytest.skip("the lobby's modules need Node.js, which is not installed")
    tests = Path(__file__).parent / "lobby" / "room.test.mjs"
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


def test_the_lobby_puts_text_into_the_page_as_text_only() -> None:
    dangerous = re.compile(r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|eval\(")
    found = [file.name for file in FOLDER.glob("*.js") if dangerous.search(file.read_text())]
    assert found == []


def test_a_module_of_the_lobby_can_be_read_at_a_sitting() -> None:
    long = [file.name for file in FOLDER.glob("*.js") if file.read_text().count("\n") > 125]
    assert long == []
