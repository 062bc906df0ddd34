"""The command `greenroom`, and other programs that run the application."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from redis import Redis

from entrypoints.runner import WEBSOCKETS
from tests.nodes import SECRET
from tests.parties import a_party
from tests.servers import ValkeyServer

PATIENCE = 30.0
WRONG = {"ROOM_CODE_LENGTH": "long", "THROTTLE_LIMIT": "-1", "JWT_SECRET": "short"}


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REDIS_")}
    return kept | {"LOG_FORMAT": "json"} | extra


def greenroom(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "entrypoints.cli", *arguments],
        cwd=folder,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(
    folder: Path, command: Sequence[str], port: int, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that serves at this port while the block lasts; its log is in `folder/log`."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment(settings),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until_it_answers(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()


def until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nothing answers")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def nodes_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of its nodes, in the order of their ports."""
    return sorted(
        map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
    )


def events(folder: Path) -> list[str]:
    lines = (folder / "log").read_text().splitlines()
    return [json.loads(line)["event"] for line in lines if line.startswith("{")]


@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_wrong_configuration_is_told_in_one_message(tmp_path: Path, command: str) -> None:
    ended = greenroom(tmp_path, command, **WRONG)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("greenroom: 3 settings are wrong:")
    for name in WRONG:
        assert name in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "short" not in ended.stderr


def test_a_dotenv_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ROOM_MAX_USERS=0\n")
    ended = greenroom(tmp_path, "check")
    assert ended.returncode == 1
    assert 'ROOM_MAX_USERS is "0"' in ended.stderr


def test_check_says_that_the_memory_store_answers(tmp_path: Path) -> None:
    ended = greenroom(tmp_path, "check")
    assert ended.returncode == 0
    assert "the store answers" in ended.stdout


def test_check_says_that_redis_answers(tmp_path: Path, redis_url: str) -> None:
    ended = greenroom(tmp_path, "check", REDIS_URL=redis_url, JWT_SECRET=SECRET)
    assert ended.returncode == 0
    assert "store: redis" in ended.stdout


def test_check_names_a_policy_that_deletes_rooms(
    tmp_path: Path, spare_valkey: ValkeyServer
) -> None:
    with Redis.from_url(spare_valkey.url) as redis:
        redis.config_set("maxmemory-policy", "allkeys-lru")
    ended = greenroom(tmp_path, "check", REDIS_URL=spare_valkey.url, JWT_SECRET=SECRET)
    assert ended.returncode == 0
    assert "caution: The store's maxmemory-policy is allkeys-lru" in ended.stdout


def test_check_has_nothing_against_a_server_as_it_should_be(tmp_path: Path, redis_url: str) -> None:
    ended = greenroom(tmp_path, "check", REDIS_URL=redis_url, JWT_SECRET=SECRET)
    assert "caution" not in ended.stdout


def test_check_says_that_redis_does_not_answer(tmp_path: Path) -> None:
    nobody = f"redis://:hidden@127.0.0.1:{free_port()}/0"
    ended = greenroom(tmp_path, "check", REDIS_URL=nobody, JWT_SECRET=SECRET, REDIS_MAX_RETRIES="0")
    assert ended.returncode == 1
    assert "the store does not answer" in ended.stdout
    assert "hidden" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "70000"], ["serve", "--workers", "0"], ["dance"], []]
)
def test_wrong_arguments_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    ended = greenroom(tmp_path, *arguments)
    assert ended.returncode == 2
    assert "Usage: greenroom" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_several_nodes_need_a_store_that_they_share(tmp_path: Path) -> None:
    ended = greenroom(tmp_path, "serve", "--workers", "2")
    assert ended.returncode == 1
    assert "REDIS_URL" in ended.stderr


def test_a_port_that_is_taken_ends_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = greenroom(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert ended.returncode != 0
    assert "address already in use" in ended.stderr


def test_a_host_that_nobody_knows_ends_the_start_and_is_named(tmp_path: Path) -> None:
    ended = greenroom(tmp_path, "serve", HOST="nowhere.invalid")  # RFC 2606, section 2
    assert ended.returncode == 1
    line = json.loads(ended.stderr.splitlines()[-1])
    assert (line["event"], line["host"]) == ("HOST can't be looked up", "nowhere.invalid")


def test_several_nodes_serve_the_same_rooms(tmp_path: Path, redis_url: str) -> None:
    port = free_port()
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
    port = free_port()
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


@pytest.mark.parametrize(
    "runner",
    [
        ["uvicorn", "--factory", "entrypoints.app:create_app", "--port"],
        ["litestar", "--app", "entrypoints.app:create_app", "run", "--port"],
    ],
    ids=lambda command: command[0],
)
def test_other_programs_run_it_and_are_told_what_they_lack(
    tmp_path: Path, runner: list[str]
) -> None:
    port = free_port()
    with running(tmp_path, [*runner, str(port)], port):
        url = f"http://127.0.0.1:{port}"
        made = httpx.post(f"{url}/rooms", json={"displayName": "Ann"})
        assert made.status_code == 201
        opened = httpx.get(f"{url}/socket.io/?EIO=4&transport=polling")
        assert opened.text.startswith('0{"sid":')
    told = "\n".join(events(tmp_path))
    assert "--ws-max-size 16384" in told
    assert f"--ws {WEBSOCKETS}" in told
    assert opened.text[8:20] not in told


def test_uvicorn_with_all_that_is_needed_is_told_nothing(tmp_path: Path) -> None:
    port = free_port()
    command = ["uvicorn", "--factory", "entrypoints.app:create_app", "--port", str(port)]
    command += ["--ws", WEBSOCKETS, "--ws-max-size", "16384", "--no-proxy-headers"]
    command += ["--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "5"]
    with running(tmp_path, command, port):
        pass
    assert not any(event.startswith("uvicorn runs") for event in events(tmp_path))


def test_a_wrong_configuration_stops_other_programs_with_the_same_message(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "uvicorn", "--factory", "entrypoints.app:create_app"],
        cwd=tmp_path,
        env=environment({"ROOM_MAX_USERS": "none"}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode != 0
    assert 'ROOM_MAX_USERS is "none"' in ended.stderr
    assert "Traceback" not in ended.stderr
