"""Which format a client gets, and that the text is in it."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from entrypoints.http.exposition import OPEN, TEXT, Format, format_for, written
from tests.scrapes import open_scrape_of, scrape_of

PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
"""What Prometheus 2.42 sends."""


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/html, */*;q=0.8", TEXT),
        (PROMETHEUS, OPEN),
        ("application/openmetrics-text", OPEN),
        ("Application/OpenMetrics-Text ; Version=1.0.0", OPEN),
        ("text/plain, application/openmetrics-text", OPEN),
        ("text/plain;q=0.9, application/openmetrics-text;q=0.8", TEXT),
        ("application/openmetrics-text;q=0", TEXT),
        ("application/openmetrics-text;q=0.5", OPEN),
        ("application/openmetrics-text;version=x", OPEN),
        ("application/openmetrics-text;q=inf", OPEN),
        ("application/openmetrics-texts", TEXT),
    ],
)
def test_openmetrics_is_for_those_who_want_it_as_much_as_text(accept: str, format: Format) -> None:
    assert format_for(accept) is format


@given(st.text() | st.lists(st.sampled_from([*",;=/ ", "q", "1", "text/plain"])).map("".join))
def test_no_text_of_a_client_is_too_odd(accept: str) -> None:
    assert format_for(accept) in (TEXT, OPEN)


def a_registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Counter("things", "Things.", ["kind"], registry=registry).labels("odd").inc(3)
    Gauge("level", "A level.", registry=registry).set(2)
    Histogram("spans_seconds", "Spans.", registry=registry, buckets=[1]).observe(0.5)
    return registry


@pytest.mark.parametrize(("format", "read"), [(TEXT, scrape_of), (OPEN, open_scrape_of)])
async def test_everything_is_written_in_the_format(format: Format, read: type) -> None:
    registry = a_registry()
    text = await written(registry, format)
    assert text == format.write(registry), "as the library writes it in one piece"
    told = read(text.decode())
    assert told.figure("things_total", kind="odd") == 3
    assert told.figure("level") == 2
    assert told.figure("spans_seconds_bucket", le="1.0") == 1


@pytest.mark.parametrize("format", [TEXT, OPEN])
async def test_it_is_all_of_one_moment(format: Format) -> None:
    """Others have their turn while it is written; what they change is for the next time."""
    registry = CollectorRegistry()
    first = Counter("first", "One.", registry=registry)
    second = Counter("second", "Another.", registry=registry)

    async def go_on() -> None:
        while not writing.done():
            first.inc()
            second.inc()
            await asyncio.sleep(0)

    writing = asyncio.create_task(written(registry, format))
    await go_on()
    told = scrape_of((await writing).removesuffix(OPEN.end).decode())
    assert told.figure("first_total") == told.figure("second_total") < first._value.get()
