"""The API's pages, as files."""

import re
from pathlib import Path

import pytest

from entrypoints.http.pages import OWN_ONLY, STATIC, page_routes
from tests.http_server import World, client_of

FOLDER = STATIC / "docs"
FILES = sorted(file for file in FOLDER.rglob("*") if file.is_file())
ELSEWHERE = re.compile(r"""(?:src|href|url|import|fetch)\W{1,3}(?:https?:)?//""")


def world() -> World:
    return World(pages=page_routes("/docs", FOLDER))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_page_names_a_place_elsewhere_to_load_from(file: Path) -> None:
    assert ELSEWHERE.search(file.read_text()) is None


async def test_everything_that_a_page_refers_to_is_there() -> None:
    async with client_of(world()) as client:
        referred = {
            path
            for file in FILES
            for path in re.findall(r'(?:src|href)="(/[^"]*)"', file.read_text())
        }
        statuses = {path: (await client.get(path)).status_code for path in sorted(referred)}
    assert {"/docs", "/docs/http", "/docs/sockets", "/openapi.json", "/asyncapi.json"} <= referred
    assert statuses == dict.fromkeys(referred, 200)


@pytest.mark.parametrize("path", ["/docs", "/docs/http", "/docs/sockets", "/docs/"])
async def test_pages_may_load_from_their_own_server_alone(path: str) -> None:
    async with client_of(world()) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == OWN_ONLY
    assert "unsafe" not in OWN_ONLY
