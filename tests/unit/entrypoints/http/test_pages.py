"""Files of the package, served."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from entrypoints.http.pages import page_routes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<p>Hello")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.js").write_text("let a = 1;")
    (tmp_path / "picture.svg").write_text("<svg/>")
    (tmp_path / "unheard.of").write_bytes(b"\0")
    return tmp_path


def served(folder: Path, at: str = "/", policy: str = "default-src 'none'") -> AsyncTestClient:
    return AsyncTestClient(Litestar(page_routes(at, folder, policy), openapi_config=None))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/deep/one.js", "text/javascript; charset=utf-8"),
        ("/picture.svg", "image/svg+xml"),
        ("/unheard.of", "application/octet-stream"),
    ],
)
async def test_every_file_is_served_as_what_it_is(folder: Path, path: str, kind: str) -> None:
    async with served(folder) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["content-security-policy"] == "default-src 'none'"


async def test_an_index_stands_for_its_folder(folder: Path) -> None:
    async with served(folder, "/docs") as client:
        assert (await client.get("/docs")).text == "<p>Hello"
        assert (await client.get("/docs/deep/one.js")).text == "let a = 1;"
        assert (await client.get("/deep/one.js")).status_code == 404


async def test_nothing_outside_the_folder_is_served(folder: Path) -> None:
    (folder.parent / "secret").write_text("not for you")
    async with served(folder) as client:
        for path in ("/../secret", "/%2e%2e/secret", "/deep/../../secret"):
            assert (await client.get(path)).status_code == 404


async def test_what_a_browser_has_already_is_not_sent_again(folder: Path) -> None:
    async with served(folder) as client:
        etag = (await client.get("/")).headers["etag"]
        for held in (etag, f"W/{etag}", f'"another", {etag}', "*"):
            again = await client.get("/", headers={"If-None-Match": held})
            assert (again.status_code, again.content) == (304, b""), held
            assert (again.headers["etag"], again.headers["cache-control"]) == (etag, "no-cache")


async def test_what_a_browser_has_of_another_content_is_sent_anew(folder: Path) -> None:
    async with served(folder) as client:
        etag = (await client.get("/")).headers["etag"]
        for held in ('"something else"', f'"{etag}"', f'"x{etag[1:]}', etag[:-2]):
            anew = await client.get("/", headers={"If-None-Match": held})
            assert (anew.status_code, anew.text) == (200, "<p>Hello"), held
