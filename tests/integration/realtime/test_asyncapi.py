"""The AsyncAPI document as a node serves it."""

import json
import subprocess
from typing import Any

import httpx
import pytest

from tests.http_server import NO_TLS
from tests.javascript import FOLDER, install_client
from tests.nodes import node_process

NEWER = "asyncapi-latest-version"
"""That there is a newer AsyncAPI, which few tools read as yet."""


@pytest.fixture
def document() -> bytes:
    with node_process({}) as node:
        answer = httpx.get(f"{node.url}/asyncapi.json", verify=NO_TLS)
    assert answer.headers["content-type"] == "application/json"
    return answer.content


def complaints_about(document: bytes) -> list[list[Any]]:
    """What the official parser finds, `[severity, code, message, path]` each."""
    command = ["node", "validate-asyncapi.mjs"]
    done = subprocess.run(command, cwd=FOLDER, input=document, capture_output=True, check=True)
    return [complaint for complaint in json.loads(done.stdout) if complaint[1] != NEWER]


def test_the_official_parser_has_nothing_to_say(document: bytes) -> None:
    install_client()
    assert complaints_about(document) == []


def test_the_official_parser_would_notice(document: bytes) -> None:
    install_client()
    broken = document.replace(b'"action":"send"', b'"action":"shout"', 1)
    assert complaints_about(broken) != []
