"""STORE=postgres, and the address that it needs."""

import sys

import pytest

from adapters.postgres_store import postgres
from entrypoints.settings import Settings
from tests.configured import SECRET, complaint, load

ADDRESS = "postgresql://ada:hush@db.example:5432/rooms"


def test_postgres_names_the_store_in_postgresql() -> None:
    settings = load(STORE="postgres", DATABASE_URL=ADDRESS, JWT_SECRET=SECRET)
    assert settings.store is postgres
    assert settings.database_url == ADDRESS


def test_it_needs_an_address() -> None:
    told = complaint(STORE="postgres", JWT_SECRET=SECRET)
    assert told.startswith("DATABASE_URL is not set; with this STORE it has to be postgresql://")


def test_a_store_of_ones_own_needs_none() -> None:
    assert load(STORE="os:getcwd", JWT_SECRET=SECRET).database_url is None


def test_an_address_alone_chooses_no_store() -> None:
    """Platforms set it for everybody."""
    assert not load(DATABASE_URL=ADDRESS).keeps_rooms_outside


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_both_schemes_are_known(scheme: str) -> None:
    address = f"{scheme}:///rooms?host=/run/postgresql"
    assert load(DATABASE_URL=address).database_url == address


@pytest.mark.parametrize(
    "address",
    [
        "redis://ada:hush@db/0",
        "ada:hush@db/rooms",
        "postgresql://ada:hush@db:0/x",
        "postgresql://ada:hush@db:port/x",
        "postgresql://[ada:hush@db/x",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(address: str) -> None:
    told = complaint(DATABASE_URL=address)
    assert told.startswith("DATABASE_URL ")
    assert "it may be postgresql://" in told
    assert "hush" not in told


def test_the_address_is_never_printed() -> None:
    assert "hush" not in repr(Settings(database_url=ADDRESS))


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("adapters.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    told = complaint(STORE="postgres", DATABASE_URL=ADDRESS, JWT_SECRET=SECRET)
    assert "asyncpg is missing: install greenroom[postgres]" in told
