"""STORE names a factory as `module:factory`."""

import os
import sys
from pathlib import Path

import pytest

from entrypoints.store_kind import STORE
from tests.configured import SECRET, complaint, load


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, in which modules may be put that go with the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.delitem(sys.modules, "kept_here", raising=False)
    return tmp_path


def test_a_module_of_the_working_directory_is_found(here: Path) -> None:
    (here / "kept_here.py").write_text("def rooms(): ...\n")
    factory = load(STORE="kept_here:rooms", JWT_SECRET=SECRET).store
    assert factory is sys.modules["kept_here"].rooms


def test_what_is_installed_goes_before_the_working_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "wave.py").write_text("raise AssertionError\n")
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    assert STORE.read("wave:open").__module__ == "wave"


def test_a_factory_may_be_an_attribute_of_something() -> None:
    assert STORE.read("os:path.join") is os.path.join


@pytest.mark.parametrize(
    "text", ["", "rooms", "rooms:", ":rooms", "a.:b", "a b:c", "a:b:c", "./a:b"]
)
def test_a_name_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        STORE.read(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no_such_thing:rooms", "there is no module no_such_thing"),
        ("json.no_such_thing:rooms", "there is no module json.no_such_thing"),
        ("json:rooms", "json has no rooms"),
        ("sys:path", "path is a list, and can't be called"),
    ],
)
def test_what_is_not_there_is_named(text: str, reason: str) -> None:
    told = complaint(STORE=text, JWT_SECRET=SECRET)
    assert told.startswith(f'STORE is "{text}" ({reason}); it may be module:factory')


def test_what_goes_wrong_inside_the_module_is_its_authors_to_see(here: Path) -> None:
    (here / "kept_here.py").write_text("import no_such_driver\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_driver"):
        STORE.read("kept_here:rooms")
