"""One trace from the request or command through the commit to the fan-out, on whichever node."""

import asyncio

import pytest

from tests.collector import Collector, Exported, only
from tests.crowd import Door, inside
from tests.integration.traces.conftest import nodes_on
from tests.postgres_server import PostgresServer

AT_ONCE = 40


def fan_outs(trace: list[Exported]) -> list[Exported]:
    return [span for span in trace if span.name == "fan-out"]


def is_told_on(nodes: int, trace: list[Exported]) -> None:
    """The trace leads from its root over the change to a fan-out on each of so many nodes."""
    (root,) = [span for span in trace if not span.above]
    update = only(trace, "update room")
    assert (root.kind, update.kind) == ("SERVER", "CLIENT")
    assert update.above == root.id
    assert update.node == root.node
    told = fan_outs(trace)
    assert [span.kind for span in told] == ["CONSUMER"] * nodes
    assert {span.above for span in told} == {update.id}
    assert len({span.node for span in told}) == nodes
    assert {span.service for span in trace} == {"greenroom"}


@pytest.fixture(params=["valkey", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    if request.param == "valkey":
        return str(request.getfixturevalue("redis_url"))
    server: PostgresServer = request.getfixturevalue("spare_postgres")
    return server.url


async def test_a_join_here_and_a_command_there_are_one_trace_each(
    collector: Collector, store_url: str
) -> None:
    async with (
        nodes_on(store_url, collector.soon, collector.soon) as (one, other),
        Door(one.url, other.url) as door,
    ):
        host = await door.create("Ada Lovelace")
        guest = await door.join(host.code, 1, "Charles Babbage")
        async with inside(host, guest):
            late = await door.join(host.code, 0, "Late")
            await host.until("user:joined")
            joining = await collector.trace(*["fan-out"] * 2, root="POST /rooms/{code}/join")
            is_told_on(2, joining)
            root = only(joining, "POST /rooms/{code}/join")
            assert root.facts["http.response.status_code"] == 200
            await guest.call("room:leave")
            await host.until("user:left")
            leaving = await collector.trace("room:leave", *["fan-out"] * 2, root="room:leave")
            is_told_on(2, leaving)
            command = only(leaving, "room:leave")
            assert command.node != root.node
            assert command.facts == {
                "greenroom.room": host.code,
                "greenroom.user": guest.id,
                "greenroom.result": "ok",
            }
            for span in fan_outs(leaving):
                assert span.facts["greenroom.room"] == host.code
                assert span.facts["greenroom.sockets"] == 1
                assert span.facts["greenroom.version"] > 1
    said = repr(collector.spans)
    for secret in (host.token, guest.token, late.token, "Ada", "Lovelace", "Babbage", "Late"):
        assert secret not in said


async def test_of_changes_that_are_committed_together_each_is_told_in_its_own_trace(
    collector: Collector, redis_url: str
) -> None:
    roomy, join = collector.soon | {"ROOM_MAX_USERS": "100"}, "POST /rooms/{code}/join"
    async with (
        nodes_on(redis_url, roomy, roomy) as (one, other),
        Door(one.url, other.url) as door,
    ):
        host = await door.create()
        guest = await door.join(host.code, 1)
        async with inside(host, guest):
            await collector.trace(root=join)  # the guest's comes first, whenever nodes export
            await asyncio.gather(*(door.join(host.code, 0) for _ in range(AT_ONCE)))
            await collector.until(2 * AT_ONCE + 1, "fan-out")  # one heard of the other
            await collector.until(1 + AT_ONCE, join)
            joins = collector.traces(join)[1:]
    assert len(joins) == AT_ONCE
    versions = set()
    for trace in joins:
        is_told_on(2, trace)
        versions |= {span.facts["greenroom.version"] for span in fan_outs(trace)}
    assert len(versions) == AT_ONCE


async def test_what_is_logged_has_the_id_of_its_trace(collector: Collector, redis_url: str) -> None:
    async with nodes_on(redis_url, collector.soon) as (node,), Door(node.url) as door:
        host = await door.create()
        async with inside(host):
            await host.call("room:kick", {"kickUserId": "nobody"})
            creating = await collector.trace(root="POST /rooms")
            entering = await collector.trace(root="enter")
            kicking = await collector.trace(root="room:kick")
        lines = {line["event"]: line.get("trace") for line in node.lines()}
    assert lines["request"] == creating[0].trace_id
    assert lines["connected"] == entering[0].trace_id
    assert lines["command refused"] == kicking[0].trace_id
    assert lines["listening"] is None


async def test_nodes_with_traces_and_nodes_without_understand_each_other(
    collector: Collector, redis_url: str
) -> None:
    async with (
        nodes_on(redis_url, collector.soon, {"TRACES": "false"}) as (traced, plain),
        Door(traced.url, plain.url) as door,
    ):
        host = await door.create()
        guest = await door.join(host.code, 1)
        async with inside(host, guest):
            await door.join(host.code, 1, "From there")
            await door.join(host.code, 0, "From here")
            for player in (host, guest):
                for _ in range(2):
                    await player.until("user:joined")
            trace = await collector.trace("fan-out", root="POST /rooms/{code}/join")
            is_told_on(1, trace)
            assert len(collector.traces("POST /rooms/{code}/join")) == 1
        assert not [line for line in plain.lines() if "trace" in line]
