"""What is recorded of sockets: entering, commands, and the fan-out of what they bring about."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from application.errors import Busy, StoreUnavailable
from application.ports import Identity
from application.trace import trace_here, within_trace
from entrypoints.realtime.inbox import Command
from tests.backstage import Backstage, commands_of
from tests.hurried_loop import idle
from tests.lines import Line
from tests.rooms import ADA, BEN, CLEO, CODE, STRANGER
from tests.traces import TRACE, Recorder, a_trace, above, id_of


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def traced(recorder: Recorder) -> AsyncIterator[Backstage]:
    """A node that records what it does."""
    traced = Backstage(tracer=recorder.tracer)
    yield traced
    for line in traced.lines:
        line.die()
    await traced.door.emptied()
    await idle()


async def told(node: Backstage, line: Line, name: str, *arguments: object) -> None:
    """A command comes over this connection, and is dealt with."""
    due = asyncio.get_running_loop().time() + 5
    node.session(line).inbox.put(Command("an id", name, list(arguments), None, due, arrived=0))
    await idle()


def facts(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_entering_has_a_span_and_the_commit_of_it_comes_under_that(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    await traced.enter(ADA)
    entering, update = recorder.only("enter"), recorder.only("update room")
    assert entering.kind is SpanKind.SERVER
    assert facts(entering) == {
        "greenroom.room": CODE,
        "greenroom.user": ADA,
        "greenroom.result": "ok",
    }
    assert above(update) == id_of(entering)


async def test_those_who_are_in_hear_of_one_who_enters_in_its_trace(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    await traced.enter(ADA)
    await traced.enter(BEN)
    *_, entering = [span for span in recorder.spans if span.name == "enter"]
    fan_out = recorder.only("fan-out")
    assert fan_out.context.trace_id == entering.context.trace_id
    assert facts(fan_out) == {
        "greenroom.room": CODE,
        "greenroom.version": 4,
        "greenroom.sockets": 2,
    }


async def test_one_who_is_refused_has_a_span_that_says_why(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA)
    await traced.enter(STRANGER)
    entering = recorder.only("enter")
    assert facts(entering)["greenroom.result"] == "MEMBER_NOT_FOUND"
    assert entering.status.status_code is StatusCode.UNSET


async def test_a_fault_fails_the_span_of_one_who_enters(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA)
    traced.store.committing.fail_next(StoreUnavailable())
    await traced.enter(ADA)
    entering = recorder.only("enter")
    assert facts(entering)["greenroom.result"] == "SERVICE_UNAVAILABLE"
    assert entering.status.status_code is StatusCode.ERROR


async def test_one_who_shows_no_token_leaves_nothing(traced: Backstage, recorder: Recorder) -> None:
    await traced.door.enter(traced.line(), "no token")
    assert recorder.names == []


async def test_a_command_is_one_trace_as_far_as_the_sockets(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    ada = await traced.enter(ADA)
    await told(traced, ada, "room:kick", {"kickUserId": BEN})
    command, fan_out = recorder.only("room:kick"), recorder.only("fan-out")
    (update,) = [s for s in recorder.spans if above(s) == id_of(command)]
    assert (command.kind, fan_out.kind) == (SpanKind.SERVER, SpanKind.CONSUMER)
    assert above(command) == ""
    assert update.name == "update room"
    assert above(fan_out) == id_of(update)
    assert {s.context.trace_id for s in (command, update, fan_out)} == {command.context.trace_id}
    assert facts(command) == {
        "greenroom.room": CODE,
        "greenroom.user": ADA,
        "greenroom.result": "ok",
    }


@pytest.mark.parametrize(
    ("name", "fault", "code", "status"),
    [
        ("room:close", None, "NOT_HOST", StatusCode.UNSET),
        ("room:close", Busy(), "BUSY", StatusCode.ERROR),
        ("room:close", StoreUnavailable(), "SERVICE_UNAVAILABLE", StatusCode.ERROR),
        ("room:close", ZeroDivisionError(), "UNKNOWN_ERROR", StatusCode.ERROR),
        ("room:kick", None, "INVALID_INPUT", StatusCode.UNSET),
    ],
)
async def test_a_refused_command_says_why_and_fails_where_it_is_our_fault(
    traced: Backstage,
    recorder: Recorder,
    name: str,
    fault: Exception | None,
    code: str,
    status: StatusCode,
) -> None:
    await traced.room(ADA, BEN)
    ben = await traced.enter(BEN)
    if fault is not None:
        traced.store.committing.fail_next(fault)
    await told(traced, ben, name)
    command = recorder.only(name)
    assert facts(command)["greenroom.result"] == code
    assert command.status.status_code is status


async def test_nothing_that_a_client_wrote_is_in_a_span(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA)
    ada = await traced.enter(ADA)
    secret = "Ada's own words"
    await told(traced, ada, secret)
    await told(traced, ada, "room:kick", {"kickUserId": secret})
    await told(traced, ada, "room:kick", {secret: 1})
    assert recorder.names.count("unknown") == 1
    assert recorder.names.count("room:kick") == 2
    for span in recorder.spans:
        assert secret not in span.to_json()


async def test_the_fan_out_comes_under_the_change_wherever_that_was_made(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    await traced.enter(ADA)
    with within_trace(TRACE):
        await traced.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    fan_out = recorder.only("fan-out")
    assert above(fan_out) == TRACE[36:52]
    assert f"{fan_out.context.trace_id:032x}" == TRACE[3:35]


async def test_a_change_that_belongs_to_no_trace_begins_none(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    line = await traced.enter(ADA)
    await traced.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names[-1] == "room:lock_toggled"
    assert "fan-out" not in recorder.names


async def test_changes_that_are_told_together_each_stay_in_their_own_trace(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    await traced.enter(ADA)
    traced.store.hold()
    traces = [a_trace() for _ in range(10)]
    for trace in traces:
        with within_trace(trace):
            await traced.change(lambda room: room.toggle_lock(by=ADA))
    traced.store.deliver()
    await idle()
    fan_outs = [span for span in recorder.spans if span.name == "fan-out"]
    assert [above(span) for span in fan_outs] == [trace[36:52] for trace in traces]


async def test_a_node_that_records_nothing_announces_what_belongs_to_a_trace(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    line = await node.enter(ADA)
    with within_trace(TRACE):
        await node.change(lambda room: room.toggle_lock(by=ADA))
    await idle()
    assert line.names[-1] == "room:lock_toggled"


async def test_a_lost_connection_is_a_trace_of_its_own(
    traced: Backstage, recorder: Recorder
) -> None:
    await traced.room(ADA, BEN)
    ada, _ = await traced.enter(ADA), await traced.enter(BEN)
    await told(traced, ada, "room:toggle_lock")
    ada.die()
    await idle()
    update, fan_out = recorder.spans[-2:]
    assert (update.name, above(update)) == ("update room", "")
    assert (fan_out.name, above(fan_out)) == ("fan-out", id_of(update))


async def test_the_log_lines_of_a_command_belong_to_its_trace(recorder: Recorder) -> None:
    node = Backstage()
    await node.room(ADA, CLEO)
    seen: list[str] = []

    class Watched:
        async def update(self, code: str, change: object) -> None:
            seen.append(trace_here())
            raise Busy

    commands = commands_of(Watched(), recorder.tracer)  # type: ignore[arg-type]
    due = asyncio.get_running_loop().time() + 5
    who = Identity(CODE, ADA)
    await commands.perform(who, Command("an id", "room:toggle_lock", [], None, due, arrived=0))
    assert [trace[3:35] for trace in seen] == [
        f"{recorder.only('room:toggle_lock').context.trace_id:032x}"
    ]
