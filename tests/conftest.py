"""Servers for the tests that need a real one. They fail where it can't start; PostgreSQL alone is
skipped where it is not installed, unless CI is set."""

import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings
from redis import Redis
from structlog._config import BoundLoggerLazyProxy

from tests import nodes
from tests.postgres_server import PostgresServer
from tests.servers import ValkeyServer, address_of, real_servers
from tests.valkey_cluster import ValkeyCluster
from tests.witness.sockets import SocketWitness

settings.register_profile("unhurried", deadline=None)  # speed is not what tests are about
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def logs_as_nobody_configured_them() -> None:
    """Loggers keep the configuration of their first use: one that a test made is forgotten."""
    structlog.reset_defaults()
    for module in tuple(sys.modules.values()):
        log = getattr(module, "__dict__", {}).get("log")
        if isinstance(log, BoundLoggerLazyProxy):
            vars(log).pop("bind", None)


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    """One server for the whole run. Tests that stop or kill it take `spare_valkey` instead."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def spare_valkey() -> Iterator[ValkeyServer]:
    """A server for this test alone, which may do anything to it."""
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="session")
def valkey_cluster() -> Iterator[ValkeyCluster]:
    """Three servers for the whole run, which are one store."""
    with ValkeyCluster() as cluster:
        yield cluster


@pytest.fixture
def spare_cluster() -> Iterator[ValkeyCluster]:
    """A cluster for this test alone, which may do anything to it."""
    with ValkeyCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole run; every test has a schema of its own in it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def spare_postgres() -> Iterator[PostgresServer]:
    """A server for this test alone, which may do anything to it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def redis_url(valkey: ValkeyServer) -> str:
    """The address of our own server, empty."""
    with Redis.from_url(valkey.url) as redis:
        redis.flushall()
    return valkey.url


@pytest.fixture(params=real_servers())
def server_url(request: pytest.FixtureRequest) -> str:
    """The address of each real server in turn; see `address_of` for what is allowed there."""
    return address_of(request.param, request)


@pytest.fixture(scope="session", autouse=True)
def witness() -> Iterator[SocketWitness]:
    """Hears what the nodes of all tests say over sockets, and what they are told."""
    nodes.witness = SocketWitness()
    yield nodes.witness
    faults = nodes.witness.testimony().faults  # since the last test
    nodes.witness = None
    assert not faults, "\n".join(faults)


@pytest.fixture(autouse=True)
def only_what_the_asyncapi_document_says(witness: SocketWitness) -> Iterator[None]:
    """A test fails when something else went over a socket meanwhile."""
    yield
    faults = witness.testimony().faults
    assert not faults, "\n".join(faults)
