"""The command `greenroom`, and other programs that run the application."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from redis import Redis

from entrypoints.runner import WEBSOCKETS
from tests.command_line import CommandLine
from tests.nodes import SECRET
from tests.ports import free_port
from tests.servers import ValkeyServer
from tests.serving import PATIENCE, events, greenroom, running

WRONG = {"ROOM_CODE_LENGTH": "long", "THROTTLE_LIMIT": "-1", "JWT_SECRET": "short"}


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
        env=CommandLine(tmp_path, {"ROOM_MAX_USERS": "none"}).environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode != 0
    assert 'ROOM_MAX_USERS is "none"' in ended.stderr
    assert "Traceback" not in ended.stderr
