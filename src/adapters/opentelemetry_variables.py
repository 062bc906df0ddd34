"""OpenTelemetry's variables of the environment, as far as its SDK would take a wrong one for
none, or not start with it."""

from collections.abc import Mapping

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

QUEUE, BATCH = "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"
NUMBERS = {QUEUE: 2048, BATCH: 512, "OTEL_BSP_SCHEDULE_DELAY": 5000}
"""Those of the queue, with their defaults (OpenTelemetry, "SDK Environment Variables")."""


def look_through(environ: Mapping[str, str]) -> None:
    """Raises `ValueError` that names a variable which traces can't be exported with."""
    for name in ENDPOINTS:
        given = environ.get(name, "")
        if given and not given.startswith(("http://", "https://")):
            raise ValueError(f"{name} is no address that begins with http:// or https://")
    numbers = {name: _number(name, environ.get(name) or str(NUMBERS[name])) for name in NUMBERS}
    if numbers[BATCH] > numbers[QUEUE]:
        raise ValueError(
            f"{BATCH} is {numbers[BATCH]}, and may be at most {QUEUE}, which is {numbers[QUEUE]}"
        )


def _number(name: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} is no whole number from 1 on")
    return number
