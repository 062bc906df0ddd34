"""What PostgreSQL tells of its own configuration."""

import pytest

from adapters.postgres_health import PostgresHealth
from application.errors import StoreUnavailable
from tests.framing import Postgres
from tests.gate import Gate
from tests.postgres_server import PostgresServer
from tests.postgres_store import Node, fresh_schema, node_at, through

PATIENCE = 10.0

AS_IT_SHOULD_BE = ("fsync=on", "max_connections=100")


async def cautions_of(server: PostgresServer) -> list[str]:
    async with node_at(server.url, fresh_schema()) as node:
        return [*await PostgresHealth(node.link, PATIENCE).cautions()]


async def test_a_server_as_it_should_be_gives_no_cause_for_caution() -> None:
    with PostgresServer(AS_IT_SHOULD_BE) as server:
        assert await cautions_of(server) == []


async def test_every_setting_that_may_lose_rooms_is_named() -> None:
    risks = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=20")
    with PostgresServer(risks) as server:
        told = await cautions_of(server)
    assert len(told) == 4
    for risk, caution in zip(risks, told, strict=True):
        assert risk.split("=")[0] in caution


async def test_a_standby_is_named_as_one(spare_postgres: PostgresServer) -> None:
    schema = fresh_schema()
    async with node_at(spare_postgres.url, schema) as node:
        await PostgresHealth(node.link, PATIENCE).check()
    spare_postgres.become_standby()
    async with node_at(spare_postgres.url, schema) as node:
        told = await PostgresHealth(node.link, PATIENCE).cautions()
    assert any("standby" in caution for caution in told)


async def test_a_database_that_cant_hold_every_name_is_named(
    spare_postgres: PostgresServer,
) -> None:
    url = await spare_postgres.with_database("latin", "ENCODING 'LATIN1' TEMPLATE template0")
    async with node_at(url, fresh_schema()) as node:
        told = await PostgresHealth(node.link, PATIENCE).cautions()
    assert any("LATIN1" in caution and "UTF8" in caution for caution in told)


class Pooled(Postgres):
    """Gives the server's processes numbers of its own, as poolers do."""

    def replies(self, buffer: bytearray) -> list[bytes]:
        return [
            frame[:5] + (1).to_bytes(4, "big") + frame[9:] if frame.startswith(b"K") else frame
            for frame in super().replies(buffer)
        ]


@pytest.mark.parametrize(("framing", "is_named"), [(Pooled, True), (Postgres, False)])
async def test_a_pooler_on_the_way_is_named(
    postgres: PostgresServer, framing: type[Postgres], is_named: bool
) -> None:
    async with (
        Gate(postgres.unix_path, framing) as gate,
        node_at(through(gate), fresh_schema()) as node,
    ):
        told = await PostgresHealth(node.link, PATIENCE).cautions()
    assert any("pooler" in caution for caution in told) is is_named


async def test_a_server_that_answers_is_well(here: Node) -> None:
    await PostgresHealth(here.link, PATIENCE).check()


async def test_a_server_that_is_away_is_unavailable(spare_postgres: PostgresServer) -> None:
    async with node_at(spare_postgres.url, fresh_schema(), retries=0) as node:
        health = PostgresHealth(node.link, PATIENCE)
        await health.check()
        spare_postgres.kill()
        with pytest.raises(StoreUnavailable):
            await health.check()
        with pytest.raises(StoreUnavailable):
            await health.cautions()
