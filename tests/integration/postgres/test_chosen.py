"""STORE=postgres and DATABASE_URL are all that a node needs."""

import subprocess
import sys
from pathlib import Path

from tests.nodes import SECRET, inherited, on_store, running_node
from tests.parties import Party
from tests.postgres_server import PostgresServer


def checked(folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "entrypoints.cli", "check"],
        cwd=folder,
        env=inherited() | {"STORE": "postgres", "DATABASE_URL": url, "JWT_SECRET": SECRET},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_says_that_it_answers_and_what_about_it_puts_rooms_at_risk(
    tmp_path: Path, spare_postgres: PostgresServer
) -> None:
    ended = checked(tmp_path, spare_postgres.url)
    assert ended.returncode == 0, ended.stderr
    assert "store: postgres\n" in ended.stdout
    assert "the store answers\n" in ended.stdout
    assert "caution: The store's fsync is off" in ended.stdout


def test_check_says_that_it_does_not_answer(tmp_path: Path, spare_postgres: PostgresServer) -> None:
    spare_postgres.kill()
    ended = checked(tmp_path, spare_postgres.url)
    assert ended.returncode == 1
    assert "the store does not answer" in ended.stdout + ended.stderr


async def test_a_node_plays_a_room_on_it(spare_postgres: PostgresServer) -> None:
    async with running_node(on_store(spare_postgres.url)) as node, Party([node.url]) as party:
        host, guest = await party.welcome("Ann"), await party.welcome("Bob")
        assert (await host.call("room:toggle_lock"))["ok"]
        assert await guest.until("room:lock_toggled") == {"isLocked": True}
        assert (await host.call("room:close"))["ok"]
        assert await guest.until("room:closed") == {"reason": "HOST_CLOSED"}
        assert node.complaints() == []
