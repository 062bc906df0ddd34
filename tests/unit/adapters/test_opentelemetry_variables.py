"""Variables with which OpenTelemetry could not export."""

import pytest

from adapters.opentelemetry_variables import look_through


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "", "OTEL_BSP_MAX_QUEUE_SIZE": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://ada:secret@collector/v1/traces"},
        {"OTEL_BSP_MAX_QUEUE_SIZE": "64", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "64"},
    ],
    ids=str,
)
def test_nothing_is_said_of_what_works(environ: dict[str, str]) -> None:
    look_through(environ)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://ada:secret@collector"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "many"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "-1"),
        ("OTEL_BSP_SCHEDULE_DELAY", "0.5"),
    ],
)
def test_what_does_not_is_named_and_not_repeated(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} is no ") as wrong:
        look_through({name: text})
    assert "secret" not in str(wrong.value)


def test_a_batch_has_to_fit_into_the_queue() -> None:
    with pytest.raises(ValueError, match="is 512, and may be at most OTEL_BSP_MAX_QUEUE_SIZE"):
        look_through({"OTEL_BSP_MAX_QUEUE_SIZE": "100"})
