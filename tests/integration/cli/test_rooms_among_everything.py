"""Rooms as a user of the server sees them who may do what Greenroom needs, and nothing more."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from application.ports import RoomRepository
from tests.any_store import open_room
from tests.code_blocks import ROOT
from tests.command_line import CommandLine
from tests.nodes import on_store
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer

SETUSER = "acl setuser greenroom "


@pytest.fixture
async def rooms(spare_valkey: ValkeyServer) -> AsyncIterator[RoomRepository]:
    async with node_at(spare_valkey.url) as node:
        yield node.rooms


@pytest.fixture
async def operator(spare_valkey: ValkeyServer, tmp_path: Path) -> CommandLine:
    """Logs in as the user whom docs/deploy.md makes."""
    page = (ROOT / "docs/deploy.md").read_text().replace("\\\n", " ")
    rules = page.partition(SETUSER)[2].partition("\n")[0].replace("'", "").split()
    async with Redis.from_url(spare_valkey.url) as redis:
        await redis.execute_command("ACL", "SETUSER", "greenroom", *rules)
    url = spare_valkey.url.replace("redis://", "redis://greenroom:a-password@")
    return CommandLine(tmp_path, on_store(url))


async def test_that_user_may_list_show_and_close(
    operator: CommandLine, rooms: RoomRepository, spare_valkey: ValkeyServer
) -> None:
    async with node_at(spare_valkey.url) as node:
        found = [await open_room(node, guests=2, code=code) for code in ("S33WAQ", "K4RTWX")]
    listed = await operator.ran("rooms", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "rooms: 2, members: 6, connected: 0\n")
    codes = {json.loads(line)["code"] for line in listed.stdout.splitlines()}
    assert codes == {room.code for room in found}
    shown = await operator.ran("rooms", "show", "S33WAQ", "--json")
    assert json.loads(shown.stdout)["revision"] == found[0].revision
    closed = await operator.ran("rooms", "close", "S33WAQ", "--yes")
    assert (closed.returncode, closed.stdout) == (0, "S33WAQ: closed\n")
    assert await rooms.revisions(["S33WAQ", "K4RTWX"]) == {"K4RTWX": found[1].revision}
