"""TRACES=true, and what has to be installed for it."""

import sys

import pytest

from adapters.memory_rooms import MemoryRooms
from adapters.no_tracer import NoTracer
from adapters.opentelemetry_tracer import OpenTelemetryTracer
from adapters.traced_rooms import TracedRooms
from entrypoints.container import Container
from entrypoints.settings import Settings
from tests.configured import complaint, load


def test_without_it_nothing_is_recorded_and_nothing_stands_before_the_store() -> None:
    container = Container(settings=load())
    assert isinstance(container.tracer(), NoTracer)
    assert isinstance(container.traced_rooms(), MemoryRooms)


def test_with_it_what_the_store_is_asked_is_recorded() -> None:
    container = Container(settings=load(TRACES="true"))
    assert isinstance(container.tracer(), OpenTelemetryTracer)
    assert isinstance(container.traced_rooms(), TracedRooms)
    assert container.traced_rooms() is container.traced_rooms()


def test_anything_else_than_true_or_false_is_refused() -> None:
    assert complaint(TRACES="on") == 'TRACES is "on"; it may be true or false'


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("adapters.opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    told = complaint(TRACES="true")
    assert "opentelemetry.sdk.trace is missing: install greenroom[opentelemetry]" in told


def test_a_variable_of_opentelemetrys_that_can_not_be_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is no address" in complaint(TRACES="true")
    assert not load(TRACES="false").traces


def test_without_it_nothing_has_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("adapters.opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    assert load(TRACES="false") == Settings()
