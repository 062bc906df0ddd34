"""A node on a store that the setting STORE names."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.memory_rooms import MemoryRooms
from application.store import Store, Surroundings
from entrypoints.app import create_app
from entrypoints.settings import Settings
from tests.http_server import serving
from tests.log_lines import logging_restored
from tests.nodes import SECRET, inherited
from tests.parties import a_party

AWAY = """
from contextlib import asynccontextmanager

from adapters.memory_rooms import MemoryRooms
from application.errors import StoreUnavailable
from application.store import Store

class Away(MemoryRooms):
    async def check(self):
        raise StoreUnavailable

def rooms(told):
    rooms = Away(told.clock, told.ids)
    return Store(name="the far side", rooms=rooms, feed=rooms, health=rooms)

@asynccontextmanager
async def shut():
    raise FileNotFoundError("there is no such\\nfile")
    yield

def shut_rooms(told):
    rooms = MemoryRooms(told.clock, told.ids)
    return Store(name="the near side", rooms=rooms, feed=rooms, health=rooms, opened=shut)

def no_store(told):
    return MemoryRooms(told.clock, told.ids)
"""


class Noted(MemoryRooms):
    """Notes when it is opened, asked and left."""

    def __init__(self, told: Surroundings) -> None:
        super().__init__(told.clock, told.ids)
        self.notes: list[str] = []

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self.notes.append("opened")
        yield
        self.notes.append("left")

    async def cautions(self) -> tuple[str, ...]:
        self.notes.append("asked")
        return ()


async def test_a_store_is_opened_before_it_is_asked_and_left_when_all_has_ended() -> None:
    noted: list[Noted] = []

    def ours(told: Surroundings) -> Store:
        rooms = Noted(told)
        noted.append(rooms)
        return Store(name="ours", rooms=rooms, feed=rooms, health=rooms, opened=rooms.opened)

    with logging_restored():
        app = create_app(Settings(store=ours, jwt_secret=SECRET))
        (rooms,) = noted
        assert rooms.notes == []
        async with serving(app) as url, a_party([url], "Ada", "Ben") as (party, _):
            assert await rooms.get(party.code)
            assert rooms.notes == ["opened", "asked"]
    assert rooms.notes == ["opened", "asked", "left"]


def checked(folder: Path, store: str) -> subprocess.CompletedProcess[str]:
    """What `greenroom check` says in a folder with a module `away`."""
    (folder / "away.py").write_text(AWAY)
    return subprocess.run(
        [sys.executable, "-P", "-m", "entrypoints.cli", "check"],
        cwd=folder,
        env=inherited() | {"STORE": store, "JWT_SECRET": SECRET},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_calls_a_store_by_its_name_and_says_when_it_is_away(tmp_path: Path) -> None:
    ended = checked(tmp_path, "away:rooms")
    assert ended.stdout == "store: the far side\nthe store does not answer\n"
    assert (ended.returncode, ended.stderr) == (1, "")


def test_check_says_in_one_line_why_a_store_does_not_open(tmp_path: Path) -> None:
    ended = checked(tmp_path, "away:shut_rooms")
    why = "the store does not answer: FileNotFoundError: there is no such\\nfile"
    assert ended.stdout.splitlines()[1:] == [why]
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.parametrize(
    ("store", "complaint"),
    [
        ("away:no_store", "STORE names a factory of a MemoryRooms; it may be one of a Store."),
        ("away:missing", 'STORE is "away:missing" (away has no missing); it may be module:factory'),
    ],
)
def test_a_wrong_store_is_told_in_one_message(tmp_path: Path, store: str, complaint: str) -> None:
    ended = checked(tmp_path, store)
    assert ended.returncode == 1
    assert complaint in ended.stderr
    assert "Traceback" not in ended.stderr
