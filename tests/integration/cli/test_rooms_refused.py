"""What the commands about rooms refuse, and what they say then."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from entrypoints.cli.greenroom import greenroom
from tests.log_lines import logging_restored
from tests.nodes import SECRET, on_store

AWAY = on_store("redis://:hidden@127.0.0.1:1/0") | {"REDIS_MAX_RETRIES": "0"}

ON_CODES = (["show"], ["close", "--yes"])

UNLISTED = """
from adapters.memory_rooms import MemoryRooms
from application.store import Store

def rooms(told):
    rooms = MemoryRooms(told.clock, told.ids)
    return Store(name="ours", rooms=rooms, feed=rooms, health=rooms)
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a folder without `.env`; afterwards logging is as before."""
    monkeypatch.chdir(tmp_path)
    for name in ("REDIS_URL", "REDIS_HOST", "STORE"):
        monkeypatch.delenv(name, raising=False)
    with logging_restored():
        yield


def rooms(*arguments: str, settings: Mapping[str, str] = AWAY) -> Result:
    return CliRunner().invoke(greenroom, ["rooms", *arguments], env=settings)


@pytest.mark.parametrize(
    "command", [["list"], ["list", "--json"], ["show", "S33WAQ"], ["close", "S33WAQ", "--yes"]]
)
def test_rooms_in_memory_are_seen_by_their_server_alone(command: list[str]) -> None:
    refused = rooms(*command, settings={})
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "rooms live in the memory of the server's process" in refused.stderr
    assert "REDIS_URL or STORE" in refused.stderr


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["show", "S33WAQ"]])
def test_a_store_that_is_away_is_told(command: list[str]) -> None:
    refused = rooms(*command)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1] == "greenroom: the store does not answer"
    assert "hidden" not in refused.stderr


def test_where_the_store_is_away_it_is_not_known_whether_the_room_is_closed() -> None:
    refused = rooms("close", "S33WAQ", "--yes")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "whether S33WAQ is closed is not known" in refused.stderr


@pytest.mark.parametrize("command", [["list"], ["show", "S33WAQ"], ["close", "S33WAQ", "--yes"]])
def test_wrong_settings_are_told(command: list[str]) -> None:
    refused = rooms(*command, settings=AWAY | {"ROOM_MAX_USERS": "0"})
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert 'ROOM_MAX_USERS is "0"' in refused.stderr


def test_a_store_that_lists_no_rooms_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unlisted.py").write_text(UNLISTED)
    monkeypatch.syspath_prepend(str(tmp_path))
    refused = rooms("list", settings={"STORE": "unlisted:rooms", "JWT_SECRET": SECRET})
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "greenroom: the store ours can't list its rooms" in refused.stderr


@pytest.mark.parametrize("code", ["", "S33-AQ", "0OI1L", "Ä", "A" * 65, "x\n\x1b[31m"])
@pytest.mark.parametrize("command", ON_CODES)
def test_what_can_be_no_code_is_named_with_what_one_is(command: list[str], code: str) -> None:
    refused = rooms(*command, code)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert ": no room code; one is of the characters 3479ABC" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "\x1b" not in refused.stderr


@pytest.mark.parametrize("command", ON_CODES)
def test_a_code_that_no_room_has_is_named(redis_url: str, command: list[str]) -> None:
    refused = rooms(*command, "qqqqqq", settings=on_store(redis_url))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "greenroom: QQQQQQ: no such room\n"


def test_where_there_is_no_room_nothing_is_listed(redis_url: str) -> None:
    listed = rooms("list", settings=on_store(redis_url))
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert listed.stderr == "rooms: 0, members: 0, connected: 0\n"


@pytest.mark.parametrize("command", ["show", "close"])
def test_without_a_code_it_is_used_wrongly(command: str) -> None:
    refused = rooms(command)
    assert refused.exit_code == 2
    assert "Missing argument 'CODE'" in refused.stderr
