"""The stock JavaScript client, called as in the seed document."""

import asyncio

import pytest

from tests.javascript import JavaScriptPlayer, install_client
from tests.nodes import Node, on_store, running_node
from tests.parties import Party, a_party
from tests.servers import ValkeyServer

AWAY = "io server disconnect"
"""The reason for which the client does not come back."""

LONGER = 2.0
"""Seconds; the client comes back, if it does, after one and a half at most."""


@pytest.fixture(scope="session", autouse=True)
def client() -> None:
    install_client()


@pytest.fixture(
    params=["", "websocket", "polling"], ids=["as in the document", "websocket", "polling"]
)
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_it_gets_the_state_and_then_every_event(node: Node, transport: str) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            state = await jo.until("room:state")
            assert jo.names[:2] == ["connect", "room:state"]
            assert [user["id"] for user in state["users"]] == [ada.id, jo.id]
            ben = await party.invite("Ben")
            assert (await jo.until("user:joined"))["user"]["id"] == ben.id
            await ben.enter()
            assert (await jo.until("user:connected"))["user"]["isConnected"] is True
            await ben.close()
            assert (await jo.until("user:disconnected"))["user"]["isConnected"] is False
            await ada.call("room:toggle_lock")
            assert await jo.until("room:lock_toggled") == {"isLocked": True}
            await ada.call("room:kick", {"kickUserId": ben.id})
            assert await jo.until("user:left") == {"reason": "KICKED", "userId": ben.id}
            await ada.call("room:transfer_host", {"newHostId": jo.id})
            assert await jo.until("room:host_updated") == {"hostId": jo.id}
            assert await jo.call("room:toggle_lock") == {"ok": True}
            assert await jo.call("room:close") == {"ok": True}
            assert await jo.until("room:closed") == {"reason": "HOST_CLOSED"}
            await _check_it_stays_away(jo)


async def test_every_command_is_answered(node: Node, transport: str) -> None:
    async with Party([node.url]) as party:
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            ada, ben = await party.welcome("Ada"), await party.welcome("Ben")
            assert await jo.call("room:toggle_lock") == {"ok": True}
            assert await jo.call("room:kick", {"kickUserId": ben.id}) == {"ok": True}
            for event, payload, code in (
                ("room:kick", {"kickUserId": jo.id}, "CANNOT_KICK_SELF"),
                ("room:kick", {"kickUserId": ben.id}, "MEMBER_NOT_FOUND"),
                ("room:transfer_host", {"newHostId": jo.id}, "ALREADY_HOST"),
                ("room:transfer_host", None, "INVALID_INPUT"),
                ("room:nope", {}, "INVALID_INPUT"),
            ):
                answer = await jo.call(event, payload)
                assert (answer["ok"], answer["error"]["code"]) == (False, code)
                assert await jo.until("error:room") == answer["error"]
            assert await jo.call("room:transfer_host", {"newHostId": ada.id}) == {"ok": True}
            jo.order("send", "room:toggle_lock")
            assert (await jo.until("error:room"))["code"] == "NOT_HOST"
            assert await jo.call("room:leave") == {"ok": True}
            assert await ada.until("user:left")
            await _check_it_stays_away(jo)


async def test_one_who_is_kicked_is_told_and_stays_away(node: Node, transport: str) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            await ada.call("room:kick", {"kickUserId": jo.id})
            assert await jo.until("user:kicked") is None
            await _check_it_stays_away(jo)
        assert "user:disconnected" not in ada.names


async def test_one_who_is_replaced_is_told_and_stays_away(node: Node, transport: str) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        ben = await party.invite("Ben")
        async with JavaScriptPlayer(node.url, ben.token, transport) as jo:
            await jo.until("room:state")
            await ben.enter()
            assert (await jo.until("error:room"))["code"] == "SESSION_REPLACED"
            await _check_it_stays_away(jo)
        assert "user:disconnected" not in ada.names


async def test_one_who_is_refused_is_told_why_and_stays_away(node: Node, transport: str) -> None:
    async with Party([node.url]) as party:
        token = (await party.invite("Jo")).token + "x"
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            refusal = await jo.until("connect_error")
            assert refusal["data"] == {"code": "UNAUTHORIZED"}
            assert refusal["message"].endswith(".")
            await asyncio.sleep(LONGER)
            assert jo.names == ["connect_error"]


async def test_by_itself_it_polls_first_and_then_upgrades(node: Node) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token) as jo:
            assert await jo.until("connect") in ("polling", "websocket")
            if ("connect", "polling") in jo.heard:
                assert await jo.until("upgrade") == "websocket"
            await ada.call("room:toggle_lock")
            assert await jo.until("room:lock_toggled") == {"isLocked": True}


async def test_thirty_commands_in_a_row_are_answered_and_heard_in_order(
    node: Node, transport: str
) -> None:
    async with Party([node.url]) as party:
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            answers = await asyncio.gather(*(jo.call("room:toggle_lock") for _ in range(30)))
            assert answers == [{"ok": True}] * 30
            for number in range(30):
                locked = await jo.until("room:lock_toggled")
                assert locked == {"isLocked": number % 2 == 0}
            acks = [number for name, number, *_ in _of_three(jo) if name == "ack"]
            assert acks == list(range(1, 31))


async def test_one_whose_connection_breaks_comes_back_by_itself(node: Node, transport: str) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            await ada.until("user:connected")
            jo.order("drop")
            await _check_it_is_back(jo)
            assert (await ada.until("user:disconnected"))["user"]["id"] == jo.id
            assert (await ada.until("user:connected"))["user"]["id"] == jo.id


@pytest.mark.parametrize("ending", ["stop", "kill"])
async def test_one_whose_node_ends_and_starts_comes_back_by_itself(
    nodes_store: ValkeyServer, transport: str, ending: str
) -> None:
    async with running_node(on_store(nodes_store.url)) as node, Party([node.url]) as party:
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            await asyncio.to_thread(getattr(node, ending))
            await asyncio.to_thread(node.start)
            await _check_it_is_back(jo)
            assert await jo.call("room:toggle_lock") == {"ok": True}


async def test_one_who_says_goodbye_is_offline(node: Node, transport: str) -> None:
    async with a_party([node.url], "Ada") as (party, (ada,)):
        token = (await party.invite("Jo")).token
        async with JavaScriptPlayer(node.url, token, transport) as jo:
            await jo.until("room:state")
            jo.order("close")
            assert await jo.until("disconnect") == "io client disconnect"
            assert (await ada.until("user:disconnected"))["user"]["id"] == jo.id


def _of_three(jo: JavaScriptPlayer) -> list[tuple[object, ...]]:
    return [heard for heard in jo.heard if len(heard) == 3]


async def _check_it_stays_away(jo: JavaScriptPlayer) -> None:
    assert await jo.until("disconnect") == AWAY
    await asyncio.sleep(LONGER)
    assert jo.names.count("connect") == 1
    assert jo.names.count("room:closed") <= 1
    assert "reconnect_attempt" not in jo.names


async def _check_it_is_back(jo: JavaScriptPlayer) -> None:
    assert await jo.until("disconnect") != AWAY
    state = await jo.until("room:state")
    (user,) = [user for user in state["users"] if user["id"] == jo.id]
    assert user["isConnected"] is True
    assert jo.names.count("connect") == 2
