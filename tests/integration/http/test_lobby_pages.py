"""The lobby's pages, as a node serves them."""

import re
from collections.abc import Iterator

import httpx
import pytest

from entrypoints.http.pages import STATIC
from tests.http_server import NO_TLS
from tests.nodes import Node, node_process

FOLDER = STATIC / "lobby"
VENDORED = "/vendor/socket.io.esm.min.js"


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with node_process({}) as node:
        yield node


def ask(node: Node, path: str) -> httpx.Response:
    return httpx.get(node.url + path, verify=NO_TLS)


def test_the_root_is_the_lobby(node: Node) -> None:
    answer = ask(node, "/")
    assert answer.status_code == 200
    assert answer.text == (FOLDER / "index.html").read_text()


def test_everything_that_the_lobby_loads_is_there(node: Node) -> None:
    files = [file.read_text() for file in FOLDER.iterdir()]
    loaded = {path for text in files for path in re.findall(r'"(/(?:lobby|vendor)/[^"]+)"', text)}
    assert VENDORED in loaded
    assert {path: ask(node, path).status_code for path in loaded} == dict.fromkeys(loaded, 200)


def test_the_log_says_where_to_look(node: Node) -> None:
    (line,) = (line for line in node.lines() if "lobby" in line["event"])
    assert ask(node, "/").url == line["at"]


def test_without_a_demo_only_what_others_need_is_left() -> None:
    with node_process({"DEMO": "false"}) as node:
        for path in ("/", "/lobby", "/lobby/app.js"):
            answer = ask(node, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
        assert ask(node, VENDORED).status_code == 200
        assert not any("lobby" in line["event"] for line in node.lines())
