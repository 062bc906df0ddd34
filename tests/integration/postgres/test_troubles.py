"""Whatever goes wrong with PostgreSQL, everybody is answered in time and nothing is half done."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest
from structlog.testing import CapturingLogger

from adapters.postgres_health import PostgresHealth
from adapters.postgres_rate_limits import PostgresRateLimits
from application.contract.changes import close, joining, toggle
from application.errors import StoreFull, StoreUnavailable
from application.ports import Budget
from tests.any_store import a_new_room, open_room, together, unavailable_within
from tests.catches import What
from tests.framing import Postgres
from tests.gate import Gate
from tests.leased import postgres_leases
from tests.postgres_server import PostgresServer
from tests.postgres_store import WRITE, Node, fresh_schema, node_at, reading, through

Ask = Callable[[Node, str], Awaitable[object]]


async def _follow(node: Node, code: str) -> None:
    async with node.feed.follow(code):
        pass


NINE = Budget(9, timedelta(minutes=1))
ASKS: dict[str, Ask] = {
    "check": lambda node, _: PostgresHealth(node.link, 10).check(),
    "add": lambda node, _: node.rooms.add(*a_new_room()),
    "get": lambda node, code: node.rooms.get(code),
    "revisions": lambda node, code: node.rooms.revisions([code]),
    "update": lambda node, code: node.rooms.update(code, toggle),
    "follow": _follow,
    "spend": lambda node, _: PostgresRateLimits(node.link, 10).spend("ada", NINE),
    "acquire": lambda node, _: postgres_leases(node).acquire("one", {"A"}),
    "lapsed": lambda node, _: postgres_leases(node).lapsed(),
    "strike": lambda node, _: postgres_leases(node).strike("one", "A"),
}


async def all_unavailable(node: Node, code: str, within: float, *asks: str) -> None:
    """All of these are refused in time; the feed may have its connection from before."""
    for ask in asks:
        with unavailable_within(within):
            await ASKS[ask](node, code)


async def test_a_server_that_is_down_is_unavailable(spare_postgres: PostgresServer) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        spare_postgres.kill()
        await all_unavailable(node, room.code, 5, *ASKS.keys() - {"follow"})
        await all_unavailable(node, room.code, 0.2, "follow")
        await asyncio.to_thread(spare_postgres.restart)
        assert await node.rooms.get(room.code) == room


async def test_a_server_that_is_frozen_is_unavailable(spare_postgres: PostgresServer) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        spare_postgres.stop()
        await all_unavailable(node, room.code, 0.2, *ASKS)
        spare_postgres.cont()
        assert await node.rooms.get(room.code) == room


async def test_without_a_limit_of_the_caller_the_patience_counts(
    spare_postgres: PostgresServer,
) -> None:
    async with node_at(spare_postgres.url, fresh_schema(), patience=1) as node:
        room = await open_room(node)
        spare_postgres.stop()
        for ask in ("get", "revisions", "update", "add", "follow"):
            with unavailable_within():
                await ASKS[ask](node, room.code)


async def test_a_caller_whose_time_is_up_is_answered_at_once(
    spare_postgres: PostgresServer,
) -> None:
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        spare_postgres.stop()
        await all_unavailable(node, room.code, -1, *ASKS)


async def test_when_all_connections_are_taken_the_wait_is_bounded(gate: Gate, here: Node) -> None:
    room = await open_room(here)
    held = gate.hold(What.REPLY, reading(room))
    waiting = asyncio.ensure_future(here.rooms.get(room.code))
    await held.happened()
    await all_unavailable(here, room.code, 0.2, *ASKS.keys() - {"follow"})
    held.release()
    assert await waiting == room
    assert (await here.rooms.update(room.code, toggle)).room.version == 2


@pytest.mark.parametrize(
    ("state", "error"),
    [
        pytest.param("disk_full", StoreFull, id="no disk left"),
        pytest.param("out_of_memory", StoreUnavailable, id="no memory left"),
        pytest.param("deadlock_detected", StoreUnavailable, id="deadlock"),
        pytest.param("query_canceled", StoreUnavailable, id="cancelled by somebody"),
        pytest.param("admin_shutdown", StoreUnavailable, id="shut down"),
        pytest.param("insufficient_privilege", StoreUnavailable, id="forbidden"),
        pytest.param("read_only_sql_transaction", StoreUnavailable, id="a standby"),
        pytest.param("internal_error", StoreUnavailable, id="a bug"),
    ],
)
async def test_what_the_server_refuses_is_not_half_done(
    there: Node, tables: asyncpg.Connection, state: str, error: type[Exception]
) -> None:
    room = await open_room(there, guests=1)
    await tables.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$;"
        "CREATE TRIGGER refuse AFTER INSERT OR UPDATE OR DELETE ON rooms"
        " EXECUTE FUNCTION refuse()"
    )
    for change in (toggle, joining(), close):
        with pytest.raises(StoreUnavailable) as refusal:
            await there.rooms.update(room.code, change)
        assert type(refusal.value) in {error, StoreUnavailable}
    with pytest.raises(error):
        await there.rooms.add(*a_new_room())
    assert await there.rooms.get(room.code) == room
    await tables.execute("DROP TRIGGER refuse ON rooms")
    assert (await there.rooms.update(room.code, toggle)).room.version == 3


async def test_no_password_is_logged(spare_postgres: PostgresServer, said: CapturingLogger) -> None:
    url = spare_postgres.url.replace("greenroom@", "nobody:secret@")
    async with node_at(url, fresh_schema(), retries=1) as node:
        await all_unavailable(node, "CODE", 5, "check", "get", "update")
    assert len(said.calls) >= 3
    assert "secret" not in str(said.calls)


async def test_a_server_without_a_free_connection_is_asked_again(
    spare_postgres: PostgresServer,
) -> None:
    schema = fresh_schema()
    async with node_at(spare_postgres.url, schema) as node:
        room = await open_room(node)
        await node.link.ask(
            asyncio.get_running_loop().time() + 10,
            "ALTER DATABASE postgres CONNECTION LIMIT 2",
        )
        await node.link.ask(asyncio.get_running_loop().time() + 10, "CREATE USER ada")
        await node.link.ask(
            asyncio.get_running_loop().time() + 10, f"GRANT USAGE ON SCHEMA {schema} TO ada"
        )
        await node.link.ask(
            asyncio.get_running_loop().time() + 10,
            f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO ada",
        )
    url = spare_postgres.url.replace("greenroom@", "ada@")
    first, second = await asyncpg.connect(url), await asyncpg.connect(url)
    async with node_at(url, schema, retries=50) as node:
        asking = asyncio.ensure_future(node.rooms.get(room.code))
        await asyncio.sleep(0.3)
        assert not asking.done()
        await first.close()
        assert await asking == room
    await second.close()


class ShutDown(Postgres):
    """Says once, after an answer that ends a question, that the server shuts down; and the
    connection stays open for a while, as it may when a server is killed."""

    is_due = False

    def replies(self, buffer: bytearray) -> list[bytes]:
        found = super().replies(buffer)
        if ShutDown.is_due and any(frame.startswith(b"Z") for frame in found):
            ShutDown.is_due = False
            told = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"
            found.append(b"E" + (len(told) + 4).to_bytes(4, "big") + told)
        return found


async def test_a_connection_that_the_server_has_given_up_is_not_used_again(
    postgres: PostgresServer, schema: str, said: CapturingLogger
) -> None:
    async with (
        Gate(postgres.unix_path, ShutDown) as gate,
        node_at(through(gate), schema, connections=1) as node,
    ):
        room = await open_room(node)
        ShutDown.is_due = True
        assert await node.rooms.get(room.code) == room
        assert not ShutDown.is_due
        assert (await node.rooms.update(room.code, toggle)).room.version == 2
    assert said.calls == []


async def test_changes_that_wait_together_are_one_statement(gate: Gate, here: Node) -> None:
    room = await open_room(here)
    commits = gate.watch(What.COMMAND, WRITE)
    await together(here, room.code, [joining() for _ in range(30)])
    assert len(commits.caught) == 1
    assert len((await here.rooms.get(room.code)).members) == 31


async def test_a_change_is_one_question_and_one_commit(gate: Gate, here: Node, there: Node) -> None:
    first, room = await open_room(there), await open_room(there)
    await here.rooms.update(first.code, toggle)  # prepares the statements
    asked = gate.watch(What.COMMAND, lambda _: True)
    await here.rooms.update(room.code, toggle)
    assert len(asked.caught) == 2


async def test_a_link_that_is_closed_has_no_connection_left(gate: Gate, schema: str) -> None:
    async with node_at(through(gate), schema) as node:
        room = await open_room(node)
        await asyncio.gather(*(node.rooms.get(room.code) for _ in range(10)))
        assert gate.links > 1
    async with asyncio.timeout(10):
        while gate.links:
            await asyncio.sleep(0.01)
    with unavailable_within(1):
        await node.rooms.get(room.code)
