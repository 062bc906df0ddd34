"""What a socket may ask (seed document, "Incoming"), and what it is answered."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from application.commit import Committed
from application.deadline import answer_due
from application.errors import Busy, StoreUnavailable
from application.ports import Change, Identity
from entrypoints.realtime import packets
from entrypoints.realtime.commands import SHOWN
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.refusals import Refusal
from tests.backstage import Backstage, commands_of
from tests.hurried_loop import HurriedLoop
from tests.rooms import ADA, BEN, CLEO, CODE
from tests.stepped_store import SteppedStore

NAMES = ("room:close", "room:leave", "room:kick", "room:toggle_lock", "room:transfer_host")
BARE = ("room:close", "room:leave", "room:toggle_lock")
IN_TIME = 60.0


async def ask(
    store: SteppedStore, who: str, name: str, *arguments: object, patience: float = IN_TIME
) -> Refusal | None:
    due = asyncio.get_running_loop().time() + patience
    command = Command("an id", name, list(arguments), 1, due, arrived=0)
    return await commands_of(store).perform(Identity(CODE, who), command)


async def code_of(store: SteppedStore, who: str, name: str, *arguments: object) -> str:
    refusal = await ask(store, who, name, *arguments)
    return refusal.code if refusal else ""


@pytest.mark.parametrize("payload", [[], [None], [{}]], ids=["none", "null", "empty"])
async def test_commands_without_a_payload_are_done(node: Backstage, payload: list[object]) -> None:
    await node.room(ADA, BEN)
    assert await ask(node.store, ADA, "room:toggle_lock", *payload) is None
    assert (await node.store.get(CODE)).is_locked
    assert await ask(node.store, BEN, "room:leave", *payload) is None
    assert list((await node.store.get(CODE)).members) == [ADA]
    assert await ask(node.store, ADA, "room:close", *payload) is None
    assert await code_of(node.store, ADA, "room:close", *payload) == "ROOM_NOT_FOUND"


async def test_commands_with_a_payload_are_done(node: Backstage) -> None:
    await node.room(ADA, BEN, CLEO)
    assert await ask(node.store, ADA, "room:kick", {"kickUserId": CLEO}) is None
    assert await ask(node.store, ADA, "room:transfer_host", {"newHostId": BEN}) is None
    room = await node.store.get(CODE)
    assert (list(room.members), room.host_id) == ([ADA, BEN], BEN)


@pytest.mark.parametrize(
    ("who", "name", "payload", "code"),
    [
        (BEN, "room:close", None, "NOT_HOST"),
        (BEN, "room:toggle_lock", None, "NOT_HOST"),
        (BEN, "room:kick", {"kickUserId": ADA}, "NOT_HOST"),
        (ADA, "room:kick", {"kickUserId": ADA}, "CANNOT_KICK_SELF"),
        (ADA, "room:kick", {"kickUserId": "nobody"}, "MEMBER_NOT_FOUND"),
        (ADA, "room:transfer_host", {"newHostId": ADA}, "ALREADY_HOST"),
        (CLEO, "room:leave", None, "MEMBER_NOT_FOUND"),
    ],
)
async def test_what_the_rules_refuse_is_told_and_not_done(
    node: Backstage, who: str, name: str, payload: object, code: str
) -> None:
    room = await node.room(ADA, BEN)
    assert await code_of(node.store, who, name, payload) == code
    assert await node.store.get(CODE) == room


WRONG = [None, 7, 1.5, True, "text", "x" * 5000, [], [{}], {"else": 1}, {"x" * 5000: 1}]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("payload", WRONG, ids=lambda it: repr(it)[:12])
async def test_a_wrong_payload_is_invalid_input(
    node: Backstage, name: str, payload: object
) -> None:
    if payload is None and name in BARE:
        return
    await node.room(ADA)
    refusal = await ask(node.store, ADA, name, payload)
    assert refusal is not None
    assert refusal.code == "INVALID_INPUT"
    assert name in refusal.message
    assert len(refusal.message) < 300


@pytest.mark.parametrize("user_id", [None, 7, "", "x" * 129, [], {}], ids=repr)
async def test_a_wrong_user_is_invalid_input(node: Backstage, user_id: object) -> None:
    await node.room(ADA)
    assert await code_of(node.store, ADA, "room:kick", {"kickUserId": user_id}) == "INVALID_INPUT"
    assert (
        await code_of(node.store, ADA, "room:transfer_host", {"newHostId": user_id})
        == "INVALID_INPUT"
    )


async def test_more_than_one_payload_is_invalid_input(node: Backstage) -> None:
    await node.room(ADA)
    assert await code_of(node.store, ADA, "room:toggle_lock", None, None) == "INVALID_INPUT"
    assert await code_of(node.store, ADA, "room:kick", {"kickUserId": BEN}, 1) == "INVALID_INPUT"


@pytest.mark.parametrize("name", ["connect", "disconnect", "message", "", "room:state", "x" * 5000])
async def test_an_event_that_is_not_on_the_list_is_invalid_input(
    node: Backstage, name: str
) -> None:
    refusal = await ask(node.store, ADA, name)
    assert refusal is not None
    assert refusal.code == "INVALID_INPUT"
    assert len(refusal.message) < SHOWN + 40


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (StoreUnavailable(), "SERVICE_UNAVAILABLE"),
        (Busy(), "BUSY"),
        (TimeoutError(), "SERVICE_UNAVAILABLE"),
        (ZeroDivisionError("unforeseen"), "UNKNOWN_ERROR"),
    ],
    ids=repr,
)
async def test_a_fault_of_the_store_is_told(node: Backstage, fault: Exception, code: str) -> None:
    await node.room(ADA)
    node.store.committing.fail_next(fault)
    assert await code_of(node.store, ADA, "room:toggle_lock") == code


async def test_a_command_is_answered_by_its_time_and_the_store_is_told_of_it(
    node: Backstage,
) -> None:
    await node.room(ADA)
    dues = []

    class Watched(SteppedStore):
        async def update(self, code: str, change: Change) -> Committed:
            dues.append(answer_due())
            return await super().update(code, change)

    store = Watched()
    store.committing.close()
    begun = asyncio.get_running_loop().time()
    refusal = await ask(store, ADA, "room:toggle_lock", patience=3)
    assert refusal is not None
    assert refusal.code == "SERVICE_UNAVAILABLE"
    assert asyncio.get_running_loop().time() == begun + 3
    assert dues == [begun + 3]


async def test_a_command_whose_time_has_passed_is_refused_and_not_done(node: Backstage) -> None:
    room = await node.room(ADA)
    refusal = await ask(node.store, ADA, "room:toggle_lock", patience=0)
    assert refusal is not None
    assert refusal.code == "SERVICE_UNAVAILABLE"
    assert await node.store.get(CODE) == room


async def test_the_logs_of_a_command_tell_whose_it_is(node: Backstage) -> None:
    await node.room(ADA)
    seen: list[dict[str, Any]] = []

    class Watched(SteppedStore):
        async def update(self, code: str, change: Change) -> Committed:
            seen.append(get_contextvars())
            raise Busy

    with capture_logs() as logs:
        await ask(Watched(), ADA, "room:toggle_lock")
        await ask(node.store, ADA, "room:toggle_lock")
    assert seen == [{"correlation": "an id", "room": CODE, "user": ADA}]
    assert [entry["event"] for entry in logs] == ["command refused", "command"]
    assert get_contextvars() == {}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda it: st.lists(it, max_size=3) | st.dictionaries(st.text(st.characters()), it, max_size=3),
    max_leaves=8,
)
"""Whatever JSON can spell, halves of surrogate pairs included."""


@given(
    name=st.sampled_from(NAMES) | st.text(st.characters()),
    arguments=st.lists(ANYTHING | st.fixed_dictionaries({"kickUserId": ANYTHING}), max_size=2),
)
def test_whatever_is_sent_is_answered_in_words_that_can_be_written(
    name: str, arguments: list[object]
) -> None:
    async def answer() -> Refusal | None:
        return await ask(SteppedStore(), ADA, name, *arguments)

    with capture_logs() as logs, asyncio.Runner(loop_factory=HurriedLoop) as runner:
        refusal = runner.run(answer())
    assert refusal is not None
    assert refusal.code in ("INVALID_INPUT", "ROOM_NOT_FOUND")
    for packet in packets.answer(1, refusal):
        assert json.loads(str(packet.encode()).partition(",")[2].removeprefix("1"))
    assert all(entry["log_level"] == "info" for entry in logs)


def test_half_of_a_surrogate_pair_as_a_field_is_invalid_input() -> None:
    async def answer() -> str:
        return await code_of(SteppedStore(), ADA, "room:kick", {"kickUserId": BEN, "\ud800": 1})

    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        assert runner.run(answer()) == "INVALID_INPUT"
