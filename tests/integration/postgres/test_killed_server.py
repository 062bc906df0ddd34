"""A server that is killed while it is at work."""

import asyncio

from application.commit import Committed
from application.contract.changes import joining
from application.errors import StoreUnavailable
from tests.any_store import open_room
from tests.postgres_server import PostgresServer
from tests.postgres_store import fresh_schema, node_at


async def test_a_server_that_is_killed_keeps_what_it_acknowledged(
    spare_postgres: PostgresServer,
) -> None:
    """Changes go on while it is killed and started again: each is done once, or unknown."""
    async with node_at(spare_postgres.url, fresh_schema()) as node:
        room = await open_room(node)
        guests = [f"guest {number}" for number in range(60)]
        joins = [asyncio.ensure_future(node.rooms.update(room.code, joining(guests[0])))]
        for number, guest in enumerate(guests[1:]):
            await asyncio.wait(joins[-1:], timeout=0.01)
            joins.append(asyncio.ensure_future(node.rooms.update(room.code, joining(guest))))
            if number == 20:
                await asyncio.to_thread(spare_postgres.restart)
        outcomes = await asyncio.gather(*joins, return_exceptions=True)
        standing = await node.rooms.get(room.code)
        done = {
            guest
            for guest, outcome in zip(guests, outcomes, strict=True)
            if isinstance(outcome, Committed)
        }
        assert done <= set(standing.members)
        assert standing.version == len(standing.members)
        assert {type(outcome) for outcome in outcomes} <= {Committed, StoreUnavailable}
        assert len(done) > 30
