"""What is installed: the server with its pages, and the client in other people's programs."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from entrypoints.http.pages import STATIC
from tests.code_blocks import ROOT

PROGRAM = """
import sys
import greenroom_client as client
assert client.__file__.startswith(sys.argv[1]), client.__file__
names = {name.partition(".")[0] for name in sys.modules}
print(*sorted(names & {"domain", "application", "adapters", "entrypoints", "litestar", "uvicorn"}))
print(*client.__all__)
"""
"""Prints what of the server came with the client, and what the client has."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(building, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("greenroom-*.whl")
    return ZipFile(built)


def test_the_wheel_has_all_of_the_client_and_says_that_it_is_typed(wheel: ZipFile) -> None:
    source = ROOT / "src" / "greenroom_client"
    files = {f"greenroom_client/{path.name}" for path in source.glob("*.py")}
    assert {name for name in wheel.namelist() if name.startswith("greenroom_client/")} == {
        *files,
        "greenroom_client/py.typed",
    }


def test_the_wheel_has_every_file_of_the_pages(wheel: ZipFile) -> None:
    files = {path.relative_to(ROOT / "src").as_posix() for path in STATIC.rglob("*.*")}
    assert files
    assert files <= set(wheel.namelist())


def test_the_extra_brings_what_the_client_needs(wheel: ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    told = wheel.read(metadata).decode()
    assert "Provides-Extra: client" in told
    assert "Requires-Dist: aiohttp" in told


def test_the_client_works_without_the_server(wheel: ZipFile, tmp_path: Path) -> None:
    for name in wheel.namelist():
        if name.startswith("greenroom_client/"):
            wheel.extract(name, tmp_path)
    (tmp_path / "program.py").write_text(PROGRAM)
    printed = subprocess.run(
        [sys.executable, str(tmp_path / "program.py"), str(tmp_path)],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    server, client = printed.split("\n", 1)
    assert server == ""
    assert "RoomSession" in client.split()
