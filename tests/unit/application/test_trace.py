"""The trace of the work at hand."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.background import background
from application.trace import id_of, trace_here, trace_in, within_trace
from tests.traces import TRACE, a_trace

TRACE_ID, SPAN_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_nothing_belongs_to_a_trace_unless_someone_says_so() -> None:
    assert trace_here() == ""


def test_everything_inside_belongs_to_the_innermost_trace() -> None:
    outer, inner = a_trace(), a_trace()
    with within_trace(outer):
        with within_trace(inner):
            assert trace_here() == inner
        assert trace_here() == outer
        with within_trace(""):
            assert trace_here() == ""
    assert trace_here() == ""


def test_a_trace_ends_with_what_failed_inside() -> None:
    with pytest.raises(RuntimeError), within_trace(TRACE):
        raise RuntimeError
    assert trace_here() == ""


async def ask(trace: str) -> str:
    with within_trace(trace):
        await asyncio.sleep(0)
        return trace_here()


async def test_what_goes_on_at_once_has_a_trace_each() -> None:
    traces = [a_trace(), a_trace(), ""]
    assert await asyncio.gather(*map(ask, traces)) == traces


async def test_work_that_outlives_whoever_started_it_does_not_belong_to_its_trace() -> None:
    async def found() -> str:
        return trace_here()

    with within_trace(TRACE):
        assert await background(found()) == ""


def test_the_id_is_what_people_look_for() -> None:
    assert id_of(TRACE) == TRACE_ID


def test_a_trace_is_read_as_it_was_written() -> None:
    assert trace_in(TRACE) == TRACE
    assert trace_in(TRACE[:-2] + "00") == TRACE[:-2] + "00"


@pytest.mark.parametrize(
    "text",
    [
        f"01-{TRACE_ID}-{SPAN_ID}-01",
        f"cc-{TRACE_ID}-{SPAN_ID}-01-what-the-future-will-bring",
        f"cc-{TRACE_ID}-{SPAN_ID}-01-",
    ],
)
def test_of_a_later_version_what_is_known_is_read(text: str) -> None:
    assert trace_in(text) == TRACE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-01-more",
        f"00-{TRACE_ID}-{SPAN_ID}-01\n",
        f" 00-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}",
        f"00-{TRACE_ID}-{SPAN_ID}-1",
        f"00-{TRACE_ID[:-1]}٣-{SPAN_ID}-01",
        f"cc-{TRACE_ID}-{SPAN_ID}-01more",
        f"cc-{TRACE_ID}-{SPAN_ID}-01-{'x' * 1_000_000}",
    ],
    ids=lambda text: repr(text)[:70],
)
def test_anything_else_is_no_trace(text: str) -> None:
    assert trace_in(text) == ""


@given(st.text() | st.from_regex(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"))
def test_whatever_it_says_a_text_is_a_trace_of_55_characters_or_none(text: str) -> None:
    assert len(trace_in(text)) in (0, len(TRACE))
    assert trace_in(trace_in(text)) == trace_in(text)
