"""The TypeScript types in `clients/typescript`: made here, and tried with the compiler.

`python -m tests.typescript` (`make types`) writes them anew.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http_server import NO_TLS
from tests.javascript import FOLDER, install_client
from tests.nodes import Node, node_process

CLIENT = Path(__file__).parents[1] / "clients" / "typescript"
TYPES = CLIENT / "greenroom.d.ts"

STRICT = (
    "--strict",
    "--exactOptionalPropertyTypes",
    "--noUncheckedIndexedAccess",
    "--verbatimModuleSyntax",
    *("--skipLibCheck", "false"),
    *("--target", "es2022"),
    *("--lib", "es2022,dom"),
    *("--types", ""),
)
"""As strict as any project that may take the types; those of the libraries are checked too."""

BY_NODE = ("--module", "nodenext", "--noEmit")
BY_A_BUNDLER = ("--module", "esnext", "--moduleResolution", "bundler", "--noEmit")
"""How a project may find its modules."""

DIAGNOSTIC = re.compile(
    r"(?P<file>[^(\n]+)\((?P<line>\d+),\d+\): error (?P<code>TS\d+): (?P<says>.+)"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the compiler has against a line."""

    file: str
    line: int
    code: str
    says: str


def served_documents() -> dict[str, Any]:
    """The documents that a server has of itself, by name."""
    with node_process({}) as node:
        return {name: _document(node, name) for name in ("asyncapi", "openapi")}


def types_of(documents: dict[str, Any]) -> str:
    """The types as they follow from these documents. Raises `CalledProcessError`."""
    install_client()
    command = ["node", "write-types.mjs"]
    told = json.dumps(documents)
    return subprocess.run(
        command, cwd=FOLDER, input=told, capture_output=True, text=True, check=True
    ).stdout


def _document(node: Node, name: str) -> object:
    return httpx.get(f"{node.url}/{name}.json", verify=NO_TLS).raise_for_status().json()


def a_project(folder: Path) -> Path:
    """Make the folder a project that has `socket.io-client`, and a copy of the types."""
    install_client()
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").mkdir()
    client = folder / "node_modules" / "socket.io-client"
    client.symlink_to(FOLDER / "node_modules" / "socket.io-client")
    (folder / TYPES.name).write_text(TYPES.read_text())
    return folder


def compiled(project: Path, *command: str) -> list[Complaint]:
    """Run `tsc` with these arguments in the project. Returns what it has to complain of."""
    tsc = FOLDER / "node_modules" / ".bin" / "tsc"
    done = subprocess.run(
        [tsc, *STRICT, "--pretty", "false", *command],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [
        Complaint(each["file"], int(each["line"]), each["code"], each["says"])
        for each in DIAGNOSTIC.finditer(done.stdout)
    ]
    assert bool(found) == bool(done.returncode), done.stdout + done.stderr
    return found


if __name__ == "__main__":
    try:
        TYPES.write_text(types_of(served_documents()))
    except pytest.skip.Exception as missing:
        sys.exit(str(missing))
