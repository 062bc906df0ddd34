"""`greenroom serve --workers N`: several nodes on one machine."""

import asyncio
import json
import os
import signal
from pathlib import Path

import httpx
from redis import Redis

from tests.nodes import SECRET
from tests.parties import a_party
from tests.ports import ports_in_a_row
from tests.serving import (
    PATIENCE,
    events,
    greenroom,
    nodes_of,
    running,
    until_all_have_stopped,
    until_it_answers,
)


def test_several_nodes_need_a_store_that_they_share(tmp_path: Path) -> None:
    ended = greenroom(tmp_path, "serve", "--workers", "2")
    assert ended.returncode == 1
    assert "REDIS_URL" in ended.stderr


def test_several_nodes_serve_the_same_rooms(tmp_path: Path, redis_url: str) -> None:
    port, _ = ports_in_a_row(2)
    command = ["entrypoints.cli", "serve", "--workers", "2", "--port", str(port)]
    with running(tmp_path, command, port, REDIS_URL=redis_url, JWT_SECRET=SECRET) as process:
        until_it_answers(port + 1, process)
        made = httpx.post(f"http://127.0.0.1:{port}/rooms", json={"displayName": "Ann"}).json()
        seen = httpx.get(f"http://127.0.0.1:{port + 1}/rooms/{made['roomCode']}")
        assert seen.status_code == 200
    assert process.returncode == 0
    assert events(tmp_path).count("stopped") == 2


async def test_a_node_that_is_killed_is_started_again_and_all_drain_in_the_end(
    tmp_path: Path, redis_url: str
) -> None:
    port, _ = ports_in_a_row(2)
    first, second = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    command = ["entrypoints.cli", "serve", "--workers", "2", "--port", str(port)]
    with running(tmp_path, command, port, REDIS_URL=redis_url, JWT_SECRET=SECRET) as process:
        until_it_answers(port + 1, process)
        os.kill(nodes_of(process)[0], signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while "a node has ended: starting it again" not in events(tmp_path):
                await asyncio.sleep(0.05)
        until_it_answers(port, process)
        async with a_party([first, second], "Ada", "Ben") as (_, players):
            process.send_signal(signal.SIGTERM)
            for player in players:
                await player.until("disconnect")
            assert await asyncio.to_thread(process.wait, PATIENCE) == 0
            with Redis.from_url(redis_url) as redis:
                users = [redis.get(f"user:{player.id}") or b"{}" for player in players]
        assert [json.loads(user)["isConnected"] for user in users] == [False, False]
    assert events(tmp_path).count("stopped") == 2


def test_nodes_stop_when_the_process_that_started_them_is_killed(
    tmp_path: Path, redis_url: str
) -> None:
    port, _ = ports_in_a_row(2)
    command = ["entrypoints.cli", "serve", "--workers", "2", "--port", str(port)]
    with running(tmp_path, command, port, REDIS_URL=redis_url, JWT_SECRET=SECRET) as process:
        until_it_answers(port + 1, process)
        process.kill()
        until_all_have_stopped(tmp_path, 2)
    assert events(tmp_path).count("nobody looks after this node any more: stopping") == 2
