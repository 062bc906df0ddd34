"""The witness hears what goes over the sockets of an application, over either transport."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.witness.described import Occurrence
from tests.witness.node import Overheard
from tests.witness.sockets import SocketWitness

OPENED = '0{"sid":"e1","upgrades":[]}'
ENTRY, ENTERED = '40/rooms,{"token":"t"}', '40/rooms,{"sid":"s"}'
COMMAND, DONE = '42/rooms,7["room:leave"]', '43/rooms,7[{"ok":true}]'
CHANGED = '42/rooms,["room:changed"]'
SEEN = {Occurrence(name) for name in ("connect", "connected", "room:leave", "ack:done")}


class Host:
    """Runs an application that does as it is told, and is overheard."""

    def __init__(self, path: Path) -> None:
        self._record = path.open("ab", buffering=0)
        self._overheard = Overheard(self._app, self._record)
        self._messages: Iterator[dict[str, Any]] = iter(())

    async def run(self, scope: dict[str, Any], *messages: dict[str, Any]) -> None:
        """Let the application take and give these messages of ASGI, in this order."""
        self._messages = iter(messages)
        await self._overheard(scope, self._receive, self._send)  # type: ignore[arg-type]

    def close(self) -> None:
        self._record.close()

    async def websocket(self, query: str, *packets: str | bytes) -> None:
        """Packets by turns from the client and to it."""
        await self.run(
            {"type": "websocket", "path": "/socket.io/", "query_string": query.encode()},
            *map(_frame, ("receive", "send") * len(packets), packets),
        )

    async def poll(self, query: str, body: str, status: int = 200) -> None:
        await self.run(
            _request("GET", query),
            {"type": "http.request"},
            {"type": "http.response.start", "status": status},
            {"type": "http.response.body", "body": body.encode()},
        )

    async def post(self, query: str, *parts: str) -> None:
        await self.run(
            _request("POST", query),
            *({"type": "http.request", "body": part.encode(), "more_body": True} for part in parts),
            {"type": "http.request"},
            {"type": "http.response.start", "status": 200},
            {"type": "http.response.body", "body": b"OK"},
        )

    async def _app(self, _: Any, receive: Any, send: Any) -> None:
        for message in self._messages:
            if message["type"] in ("http.request", "websocket.receive"):
                self._next = message
                assert await receive() is message
            else:
                await send(message)

    async def _receive(self) -> Any:
        return self._next

    async def _send(self, message: Any) -> None:
        pass


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "sockets"


@pytest.fixture
def host(record: Path) -> Iterator[Host]:
    host = Host(record)
    yield host
    host.close()


@pytest.fixture
def ear(record: Path) -> Iterator[SocketWitness]:
    witness = SocketWitness()
    with witness.listening(record.parent):
        yield witness


async def test_a_websocket_is_heard(host: Host, ear: SocketWitness) -> None:
    await host.websocket("", "2", OPENED, ENTRY, ENTERED, COMMAND, DONE)
    assert ear.testimony() == ([], SEEN)


async def test_what_is_not_described_is_heard_once(host: Host, ear: SocketWitness) -> None:
    await host.websocket("", "2", OPENED, ENTRY, ENTERED, "3", CHANGED)
    assert ear.testimony().faults == ['room:changed: no such event in ["room:changed"]']
    assert ear.testimony() == ([], set())


async def test_polls_and_bodies_are_one_conversation(host: Host, ear: SocketWitness) -> None:
    await host.poll("transport=polling", OPENED)
    await host.post("sid=e1", ENTRY + "\x1e" + COMMAND[:5], COMMAND[5:])
    await host.poll("sid=e1", f"2\x1e{ENTERED}\x1e{DONE}\x1e{CHANGED}")
    faults, seen = ear.testimony()
    assert (len(faults), seen) == (1, SEEN)


async def test_an_upgrade_goes_on_with_the_conversation(host: Host, ear: SocketWitness) -> None:
    await host.poll("transport=polling", OPENED)
    await host.post("sid=e1", ENTRY)
    await host.poll("sid=e1", ENTERED)
    await host.websocket("sid=e1", "2probe", "3probe", "5", "6", COMMAND, DONE)
    assert ear.testimony() == ([], SEEN)


async def test_an_upgrade_that_fails_is_no_part_of_the_conversation(
    host: Host, ear: SocketWitness
) -> None:
    await host.poll("transport=polling", OPENED)
    await host.websocket("sid=e1", "2probe", "3probe", "x")
    await host.post("sid=e1", ENTRY + "\x1e" + COMMAND)
    await host.poll("sid=e1", ENTERED + "\x1e" + DONE)
    assert ear.testimony() == ([], SEEN)


async def test_conversations_are_told_apart(host: Host, ear: SocketWitness) -> None:
    await host.websocket("", "2", OPENED, ENTRY, ENTERED, COMMAND)
    await host.websocket("", "2", OPENED.replace("e1", "e2"), "3", DONE)
    assert ear.testimony().faults == ['an answer that nobody asked for: [{"ok":true}]']


async def test_bytes_are_heard(host: Host, ear: SocketWitness) -> None:
    await host.websocket("", b"\x04", b"\x04")
    assert ear.testimony().faults == ["no packet of /rooms: bytes"]


async def test_errors_of_the_transport_and_other_paths_are_no_messages(
    host: Host, ear: SocketWitness
) -> None:
    await host.poll("sid=gone", '"Invalid session"', status=400)
    await host.poll("sid=one&sid=other", '"Invalid session"', status=400)
    await host.run({**_request("GET", ""), "path": "/rooms/CODE"}, {"type": "http.response.body"})
    assert ear.testimony() == ([], set())


async def test_a_line_that_is_half_written_is_waited_for(record: Path, ear: SocketWitness) -> None:
    line = json.dumps(["1", None, ">", CHANGED])
    with record.open("a") as file:
        print(line, end="", file=file, flush=True)
        assert ear.testimony().faults == []
        print(file=file, flush=True)
        assert len(ear.testimony().faults) == 1


async def test_what_was_said_before_the_end_is_heard_after_it(host: Host, record: Path) -> None:
    witness = SocketWitness()
    with witness.listening(record.parent):
        await host.websocket("", "3", CHANGED)
    assert len(witness.testimony().faults) == 1


def _request(method: str, query: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": "/socket.io/",
        "query_string": query.encode(),
    }


def _frame(way: str, packet: str | bytes) -> dict[str, Any]:
    return {"type": f"websocket.{way}", "bytes" if isinstance(packet, bytes) else "text": packet}
