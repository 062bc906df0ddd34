"""The store of the README's section "Use another store", in the servers that it is written for."""

from contextlib import ExitStack, closing
from pathlib import Path

from dependency_injector import providers
from docs.examples.sqlite_rooms import SqliteRooms

from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from entrypoints.app import create_app
from entrypoints.container import Container
from entrypoints.logs import LogLevel
from entrypoints.settings import Settings
from tests.crowd import told
from tests.http_server import serving
from tests.log_lines import logging_restored
from tests.parties import a_party

SETTINGS = Settings(
    jwt_secret="a secret that both servers of the test know", log_level=LogLevel.ERROR
)
ROUNDS = 10


async def test_two_servers_play_a_room_in_it(tmp_path: Path) -> None:
    ours = providers.Singleton(SqliteRooms, str(tmp_path / "rooms.db"), SystemClock(), RandomIds())
    with ExitStack() as stack:
        stack.enter_context(logging_restored())
        for port in (Container.rooms, Container.feed, Container.health):
            stack.enter_context(port.override(ours))
        apps = [create_app(SETTINGS) for _ in range(2)]
        for app in apps:
            stack.enter_context(closing(app.container.rooms()))
        async with (
            serving(apps[0]) as one,
            serving(apps[1]) as two,
            a_party([one, two], "Ada", "Ben", "Cleo") as (party, players),
        ):
            for _ in range(2 * ROUNDS):
                assert await players[0].call("room:toggle_lock") == {"ok": True}
            assert (await party.room())["isLocked"] is False
            assert await players[0].call("room:close") == {"ok": True}
            for player in players:
                assert await player.until("room:closed") == {"reason": "HOST_CLOSED"}
                locks = told(player, "room:lock_toggled")
                assert locks == [{"isLocked": True}, {"isLocked": False}] * ROUNDS
