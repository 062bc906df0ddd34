"""The server that tests stand on is what it claims to be."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests import servers
from tests.child_server import ServerFailed
from tests.servers import ValkeyServer

ROOT = Path(__file__).parents[2]

OTHER_TESTS = """
import sys, time
from tests.servers import ValkeyServer
with ValkeyServer() as server:
    if sys.argv[1] == "frozen":
        server.stop()
    print(server.unix_path, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def redis(spare_valkey: ValkeyServer) -> Iterator[Redis]:
    with Redis.from_url(spare_valkey.url) as redis:
        yield redis


def test_it_is_a_real_valkey_in_the_process_it_names(
    spare_valkey: ValkeyServer, redis: Redis
) -> None:
    about = redis.info("server")
    assert about["server_name"] == "valkey"
    assert about["process_id"] == spare_valkey.pid
    assert about["tcp_port"] == spare_valkey.port


def test_its_port_and_its_unix_socket_are_one_server(
    spare_valkey: ValkeyServer, redis: Redis
) -> None:
    redis.set("said", "over TCP")
    with Redis(unix_socket_path=spare_valkey.unix_path, decode_responses=True) as local:
        assert local.get("said") == "over TCP"


def test_it_writes_nothing_to_disk(redis: Redis) -> None:
    assert redis.config_get("save", "appendonly") == {"save": "", "appendonly": "no"}


def test_it_is_reached_from_this_machine_only(redis: Redis) -> None:
    assert redis.config_get("bind") == {"bind": "127.0.0.1"}


def test_after_a_restart_it_is_empty_and_where_it_was(
    spare_valkey: ValkeyServer, redis: Redis
) -> None:
    url, pid = spare_valkey.url, spare_valkey.pid
    redis.set("kept", "no")
    spare_valkey.restart()
    assert spare_valkey.url == url
    assert spare_valkey.pid != pid
    assert redis.dbsize() == 0


def test_a_frozen_server_answers_when_it_goes_on(spare_valkey: ValkeyServer, redis: Redis) -> None:
    with socket.create_connection(("127.0.0.1", spare_valkey.port), timeout=0.2) as link:
        spare_valkey.stop()
        link.sendall(b"PING\r\n")
        with pytest.raises(TimeoutError):
            link.recv(64)
        spare_valkey.cont()
        link.settimeout(10)
        assert link.recv(64) == b"+PONG\r\n"


def test_a_killed_server_is_gone_and_gets_no_signals(
    spare_valkey: ValkeyServer, redis: Redis
) -> None:
    spare_valkey.kill()
    assert not spare_valkey.is_running
    with pytest.raises(RedisConnectionError):
        redis.ping()
    with pytest.raises(ServerFailed):
        spare_valkey.stop()


def test_a_server_that_ended_by_itself_gets_no_signals(
    spare_valkey: ValkeyServer, redis: Redis
) -> None:
    redis.shutdown(nosave=True)
    eventually(lambda: not spare_valkey.is_running)
    with pytest.raises(ServerFailed):
        spare_valkey.cont()


@pytest.mark.parametrize("binary", ["/bin/false", "/nowhere/valkey-server"])
def test_a_server_that_does_not_start_fails_the_test(
    binary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "get_binary_path", lambda: binary)
    with pytest.raises(ServerFailed), ValkeyServer():
        pass


def test_two_servers_are_two(spare_valkey: ValkeyServer, valkey: ValkeyServer) -> None:
    assert spare_valkey.pid != valkey.pid
    assert spare_valkey.port != valkey.port


@pytest.mark.parametrize("state", ["running", "frozen"])
def test_a_server_ends_with_tests_that_are_killed(state: str) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as link:
        with other_tests(state, folder) as tests:
            link.connect(read_line(tests))
            tests.kill()
        assert is_closed(link)


@contextmanager
def other_tests(state: str, folder: str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that has a server, and tells the path of its socket."""
    environment = {**os.environ, "TMPDIR": folder, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_TESTS, state],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as tests:
        try:
            yield tests
        finally:
            tests.kill()


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_closed(link: socket.socket) -> bool:
    """Whether the other side, which says nothing, goes. Raises `TimeoutError` if it stays."""
    link.settimeout(10)
    try:
        return link.recv(1) == b""
    except ConnectionResetError:
        return True


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    assert true()
