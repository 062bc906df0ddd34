"""What the log says of sockets and commands, and what it never says."""

from tests.nodes import Node
from tests.parties import Party
from tests.wires import Wire, a_websocket


async def test_a_refused_command_leaves_one_line_that_tells_who_and_what(node: Node) -> None:
    told = len(node.log())
    async with Party([node.url]) as party:
        ada = await party.welcome("Ada")
        await ada.call("room:kick", {"kickUserId": ada.id})
        lines = [line for line in node.lines(told) if line.get("code") == "CANNOT_KICK_SELF"]
        assert len(lines) == 1
        assert (lines[0]["room"], lines[0]["user"]) == (party.code, ada.id)
        assert lines[0]["correlation"]
        assert "room:kick" in lines[0].values()


async def test_coming_and_going_leave_a_line_each(node: Node) -> None:
    told = len(node.log())
    async with Party([node.url]) as party:
        ada, ben = await party.welcome("Ada"), await party.welcome("Ben")
        await ben.close()
        await ada.until("user:disconnected")
        lines = [line for line in node.lines(told) if line.get("user") == ben.id]
        events = [line["event"] for line in lines if line["event"] != "request"]
        assert events == ["connected", "disconnected"]
        assert {line["room"] for line in lines} == {party.code}


async def test_no_token_and_no_name_is_ever_in_the_log(node: Node, wire: Wire) -> None:
    told = len(node.log())
    async with Party([node.url]) as party:
        ada = await party.invite("Secretive")
        await wire.say(f'40/rooms,{{"token":"{ada.token}.."}}')
        await wire.rest()
        await ada.enter()
        await ada.call(ada.token)
        async with a_websocket(f"{node.url}/") as odd:
            await odd.say(f"42/rooms,{ada.token}")
            await odd.rest()
    log = node.log()[told:]
    assert ada.token.split(".")[2] not in log
    assert "Secretive" not in log


async def test_what_a_client_sends_can_neither_break_a_line_nor_fill_the_log(node: Node) -> None:
    told = len(node.log())
    async with Party([node.url]) as party:
        ada = await party.welcome("Ada")
        await ada.call("room:\n\x1b[31m\u2028" + "x" * 5000)
        await ada.call("room:kick", {"\n\x1b[31m\u2028" + "x" * 5000: 1})
    for line in node.log()[told:].splitlines():
        assert len(line) < 1000
        assert "\x1b" not in line
    assert node.complaints(told) == []
