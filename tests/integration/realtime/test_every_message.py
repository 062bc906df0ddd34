"""Rooms in which everything happens once that the AsyncAPI document has: each message in each
direction, each code with which something is refused, and each reason for an end."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from tests.command_line import CommandLine
from tests.http_server import NO_TLS
from tests.nodes import Node, node_process, on_store
from tests.parties import Party, a_party
from tests.servers import ValkeyServer
from tests.wires import Wire, a_poll, a_websocket
from tests.witness.described import Occurrence
from tests.witness.sockets import DOCUMENT, SocketWitness

OUT_OF_REACH = {
    Occurrence("ack:refused", "error.code", "UNKNOWN_ERROR"),
    Occurrence("error:room", "code", "UNKNOWN_ERROR"),
}
"""What no client can bring about: the answer when the server has a fault that nobody foresaw
(tests/unit/entrypoints/realtime/test_commands.py makes one)."""

ENTRIES, COMMANDS = 4, 100
"""That a user may make in a while."""

STRICT = {
    "CONNECT_LIMIT": str(ENTRIES),
    "SOCKET_THROTTLE_LIMIT": str(COMMANDS),
    "MEMBER_GRACE_SECONDS": "2",
    "REDIS_COMMAND_TIMEOUT": "2000",
}


@pytest.fixture
def node(spare_valkey: ValkeyServer) -> Iterator[Node]:
    with node_process(on_store(spare_valkey.url) | STRICT) as node:
        yield node


@pytest.fixture
def brief_node() -> Iterator[Node]:
    """Its rooms and tokens last for four seconds."""
    with node_process({"ROOM_TTL_SECONDS": "4"}) as node:
        yield node


async def test_every_message_of_the_document_occurs(
    node: Node,
    brief_node: Node,
    spare_valkey: ValkeyServer,
    witness: SocketWitness,
    tmp_path: Path,
) -> None:
    operator = CommandLine(tmp_path, on_store(spare_valkey.url))
    witness.testimony()  # that counts is what is said from here on
    await asyncio.gather(
        _members_come_and_go(node.url),
        _a_room_expires(brief_node.url),
        _sockets_are_replaced(node.url),
        _the_host_closes_the_room(node.url),
        _an_operator_closes_the_room(node.url, operator),
        _too_many_commands_come_at_once(node.url),
        _strangers_knock(node.url),
    )
    await _the_store_is_silent(node.url, spare_valkey)
    await _the_store_loses_the_room(node.url, spare_valkey)
    said = witness.testimony()
    assert said.faults == []
    assert said.occurrences ^ witness.described.occurrences() == OUT_OF_REACH


def test_the_document_that_counts_is_the_one_that_is_served(node: Node) -> None:
    assert httpx.get(f"{node.url}/asyncapi.json", verify=NO_TLS).content == DOCUMENT


async def _members_come_and_go(url: str) -> None:
    async with a_party([url], "Ada", "Ben", "Cleo", "Dan") as (_, (ada, ben, cleo, dan)):
        for host, command, payload, code in (
            (ben, "room:kick", {"kickUserId": cleo.id}, "NOT_HOST"),
            (ada, "room:kick", {"kickUserId": ada.id}, "CANNOT_KICK_SELF"),
            (ada, "room:kick", {"kickUserId": "nobody"}, "MEMBER_NOT_FOUND"),
            (ada, "room:kick", {"kickUserId": 7}, "INVALID_INPUT"),
            (ada, "room:transfer_host", {"newHostId": ada.id}, "ALREADY_HOST"),
        ):
            assert (await host.call(command, payload))["error"]["code"] == code
        assert await ada.call("room:toggle_lock") == {"ok": True}
        assert await ada.call("room:transfer_host", {"newHostId": ben.id}) == {"ok": True}
        assert await ben.call("room:kick", {"kickUserId": cleo.id}) == {"ok": True}
        await ada.call("room:leave")
        await dan.close()
        while (await ben.until("user:left"))["reason"] != "TIMEOUT":
            pass
        assert "MEMBER_NOT_FOUND" in await _answer_to_entering(url, cleo.token)
        await ben.call("room:leave")
        assert (await ben.until("room:closed"))["reason"] == "HOST_LEFT"
        assert "ROOM_NOT_FOUND" in await _answer_to_entering(url, ben.token)


async def _a_room_expires(url: str) -> None:
    async with a_party([url], "Ada") as (_, (ada,)):
        assert (await ada.until("room:closed"))["reason"] == "EXPIRED"
        assert {"user:token", "room:expiring"} <= set(ada.names)


async def _sockets_are_replaced(url: str) -> None:
    async with Party([url]) as party, a_websocket(url) as older:
        token = (await party.invite("Ada")).token
        await older.enter(token)
        assert "sid" in await _answer_to_entering(url, token)
        assert await _code_after_the_end(older) == "SESSION_REPLACED"
        for _ in range(2, ENTRIES):
            assert "sid" in await _answer_to_entering(url, token)
        assert "RATE_LIMITED" in await _answer_to_entering(url, token)


async def _the_host_closes_the_room(url: str) -> None:
    async with a_party([url], "Ada") as (party, (ada,)), a_websocket(url) as ben:
        await ben.enter((await party.invite("Ben")).token)
        assert await ada.call("room:close") == {"ok": True}
        assert await _code_after_the_end(ben) == "ROOM_NOT_FOUND"
        assert (await ada.until("room:closed"))["reason"] == "HOST_CLOSED"


async def _an_operator_closes_the_room(url: str, operator: CommandLine) -> None:
    async with a_party([url], "Ada") as (party, (ada,)):
        await operator.ran("rooms", "close", party.code, "--yes")
        assert (await ada.until("room:closed"))["reason"] == "OPERATOR_CLOSED"


async def _too_many_commands_come_at_once(url: str) -> None:
    """In one body, so that they are there together."""
    async with Party([url]) as party, a_poll(url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        count = COMMANDS + 10
        await wire.say(*[f'42/rooms,{number}["room:toggle_lock"]' for number in range(count)])
        heard = [await wire.hear()]
        while sum(packet.startswith("43") for packet in heard) < count:
            heard.append(await wire.hear())
        assert "BUSY" in str(heard)
        assert "RATE_LIMITED" in str(heard)


async def _strangers_knock(url: str) -> None:
    assert "UNAUTHORIZED" in await _answer_to_entering(url, "forged")
    assert "INVALID_INPUT" in await _answer_to_entering(url, "forged", namespace="/other")


async def _the_store_is_silent(url: str, store: ValkeyServer) -> None:
    async with a_party([url], "Ada") as (_, (ada,)):
        store.stop()
        try:
            answer = await ada.call("room:toggle_lock")
        finally:
            store.cont()
        assert answer["error"]["code"] == "SERVICE_UNAVAILABLE"


async def _the_store_loses_the_room(url: str, store: ValkeyServer) -> None:
    async with a_party([url], "Ada") as (_, (ada,)), Redis.from_url(store.url) as redis:
        await redis.flushall()
        assert (await ada.until("room:closed"))["reason"] == "LOST"


async def _answer_to_entering(url: str, token: str, namespace: str = "/rooms") -> str:
    async with a_websocket(url) as wire:
        await wire.say(f"40{namespace},{json.dumps({'token': token})}")
        return await wire.hear()


async def _code_after_the_end(wire: Wire) -> str:
    """Why a command is refused that one sends who has been sent away."""
    while await wire.hear() != "41/rooms,":
        pass
    return str((await wire.ask("room:toggle_lock"))["error"]["code"])
