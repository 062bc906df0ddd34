"""More commands than anybody has reason to send, against a node with its usual limits."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.nodes import Node, node_process
from tests.parties import Party
from tests.wires import SEPARATOR, Wire, a_poll, a_websocket, answer_in, event_in

USUAL = {"SOCKET_THROTTLE_LIMIT": "100", "SOCKET_THROTTLE_TTL_MS": "10000"}
LIMIT = 100
AT_A_TIME = 50
"""Commands that are sent before the answers are read; the inbox takes 64."""


@pytest.fixture(scope="module")
def a_node() -> Iterator[Node]:
    with node_process(USUAL) as node:
        yield node


@pytest.fixture
def node(a_node: Node) -> Iterator[Node]:
    told = len(a_node.log())
    yield a_node
    assert a_node.complaints(told) == []


async def codes_of(wire: Wire, count: int) -> Counter[str]:
    """Send so many commands and count the answers by code; done is an empty one. What comes as
    `error:room` is counted as `error:` and the code."""
    codes: Counter[str] = Counter()
    for _ in range(count // AT_A_TIME):
        await wire.say(*['42/rooms,1["room:toggle_lock"]'] * AT_A_TIME)
        answered = 0
        while answered < AT_A_TIME:
            packet = await wire.hear()
            if packet.startswith("43"):
                codes[answer_in(packet)[1].get("error", {"code": ""})["code"]] += 1
                answered += 1
            elif packet.startswith('42/rooms,["error:room"'):
                codes[f"error:{event_in(packet)[1]['code']}"] += 1
    return codes


async def test_more_than_the_limit_is_refused_and_who_goes_on_is_closed(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as wire:
        ada = await party.invite("Ada")
        ben = await party.welcome("Ben")
        await wire.enter(ada.token)
        assert await codes_of(wire, LIMIT) == {"": LIMIT}
        refused = await codes_of(wire, LIMIT)
        assert refused["RATE_LIMITED"] == LIMIT
        assert refused["error:RATE_LIMITED"] in (LIMIT, LIMIT - 1)  # the last may be to come
        assert (await party.room()).is_locked is False
        await wire.say('42/rooms,1["room:toggle_lock"]')
        assert [packet for packet in await wire.rest() if packet.startswith("43")] == []
        assert (await ben.until("user:disconnected"))["user"]["id"] == ada.id


async def test_what_is_sent_all_at_once_is_answered_as_far_as_the_limits_go(node: Node) -> None:
    async with Party([node.url]) as party, a_websocket(node.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        await wire.say(*['42/rooms,1["room:toggle_lock"]'] * 5_000)
        answers = [answer_in(packet)[1] for packet in await wire.rest() if packet[:2] == "43"]
        assert len(answers) <= 2 * LIMIT
        codes = Counter(answer.get("error", {"code": ""})["code"] for answer in answers)
        assert codes["RATE_LIMITED"] == LIMIT
        assert codes.keys() <= {"", "BUSY", "RATE_LIMITED"}


async def test_one_who_polls_has_the_same_limits(node: Node) -> None:
    async with Party([node.url]) as party, a_poll(node.url) as wire:
        await wire.enter((await party.invite("Ada")).token)
        assert await codes_of(wire, LIMIT) == {"": LIMIT}
        assert (await codes_of(wire, LIMIT))["RATE_LIMITED"] == LIMIT
        body = SEPARATOR.join(['42/rooms,["room:toggle_lock"]'] * 400)
        await wire.http.post(wire.path, content=body)
        assert (await wire.http.post(wire.path, content=body)).status_code == 400
