"""The TypeScript types: what the compiler takes, and what it refuses."""

import json
import shutil
from collections.abc import Mapping
from copy import deepcopy
from importlib.metadata import version
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest

from tests.typescript import (
    BY_A_BUNDLER,
    BY_NODE,
    CLIENT,
    TYPES,
    Complaint,
    a_project,
    compiled,
    served_documents,
    types_of,
)
from tests.typescript_mistakes import MISTAKES, complaints_about_mistakes

Said = Mapping[str, list[Complaint]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return a_project(tmp_path)


@pytest.fixture(scope="module")
def said_of_room_sockets(tmp_path_factory: pytest.TempPathFactory) -> Said:
    return complaints_about_mistakes(a_project(tmp_path_factory.mktemp("room")), "RoomSocket")


@pytest.fixture(scope="module")
def said_of_plain_sockets(tmp_path_factory: pytest.TempPathFactory) -> Said:
    return complaints_about_mistakes(a_project(tmp_path_factory.mktemp("plain")), "PlainSocket")


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    return served_documents()


def test_they_are_those_of_the_present_messages(documents: dict[str, Any]) -> None:
    assert types_of(documents) == TYPES.read_text(), "the messages have changed: make types"


def test_one_name_for_two_things_is_refused(documents: dict[str, Any]) -> None:
    taken = deepcopy(documents)
    schemas = taken["openapi"]["components"]["schemas"]
    schemas["Kick"] = {"title": "Kick", "type": "object", "properties": {"hard": {}}}
    with pytest.raises(CalledProcessError) as refused:
        types_of(taken)
    assert "Sockets and HTTP each have a Kick" in refused.value.stderr


def test_commands_that_are_answered_in_different_ways_are_refused(
    documents: dict[str, Any],
) -> None:
    mixed = deepcopy(documents)
    mixed["asyncapi"]["operations"]["room.kick"]["reply"]["messages"].pop()
    with pytest.raises(CalledProcessError) as refused:
        types_of(mixed)
    assert "Commands are answered differently: Done | Refused, but Done" in refused.value.stderr


def test_the_folder_has_the_version_of_the_server() -> None:
    assert json.loads((CLIENT / "package.json").read_text())["version"] == version("greenroom")


@pytest.mark.parametrize("modules", [BY_NODE, BY_A_BUNDLER], ids=["Node.js", "a bundler"])
def test_the_example_compiles(project: Path, modules: tuple[str, ...]) -> None:
    shutil.copy(CLIENT / "example.ts", project)
    assert compiled(project, *modules, "example.ts") == []


def test_the_example_compiles_with_the_folder_as_a_package(project: Path) -> None:
    shutil.copytree(CLIENT, project / "node_modules" / "greenroom-types")
    (project / "greenroom.d.ts").unlink()
    text = (CLIENT / "example.ts").read_text().replace("./greenroom.js", "greenroom-types")
    (project / "example.ts").write_text(text)
    assert compiled(project, *BY_NODE, "example.ts") == []


@pytest.mark.parametrize("reason", ["HOST_LEFT", "TIMEOUT", "MEMBER_NOT_FOUND"])
def test_a_reason_that_nobody_thought_of_does_not_compile(project: Path, reason: str) -> None:
    text = (CLIENT / "example.ts").read_text()
    (project / "example.ts").write_text(text.replace(f'case "{reason}":', 'case "OTHER":'))
    found = compiled(project, *BY_NODE, "example.ts")
    assert [complaint.code for complaint in found] == ["TS2366", "TS2678"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused(said_of_room_sockets: Said, mistake: str) -> None:
    line, code, says = MISTAKES[mistake]
    (complaint,) = said_of_room_sockets[line]
    assert complaint.code == code
    assert says in complaint.says


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_with_a_plain_socket_is_refused(
    said_of_plain_sockets: Said, mistake: str
) -> None:
    line, _, _ = MISTAKES[mistake]
    assert len(said_of_plain_sockets[line]) == 1


GOOD = """
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, RoomSocket, ServerToClientEvents } from "./greenroom.js";
const socket: RoomSocket = io("/rooms");
const plain: Socket<ServerToClientEvents, ClientToServerEvents> = socket;
socket.emit("room:close").emit("room:leave").emit("room:toggle_lock");
socket.volatile.emit("room:kick", { kickUserId: "" });
socket.emit("room:transfer_host", { newHostId: "" }, ({ ok }) => ok);
plain.emit("room:close", (answer) => answer.ok || answer.error.code === "NOT_HOST");
socket.timeout(1).emit("room:leave", (late, answer) => late?.message ?? answer.ok);
"""


def test_a_command_may_be_sent_without_a_callback(project: Path) -> None:
    (project / "good.ts").write_text(GOOD)
    assert compiled(project, *BY_NODE, "good.ts") == []
