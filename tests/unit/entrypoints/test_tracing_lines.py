"""What OpenTelemetry complains of, as lines of our log."""

import io
import json
import logging

import structlog

from entrypoints.logs import LogFormat, LogLevel, configure_logs
from entrypoints.ration import Ration
from entrypoints.tracing_lines import TracingLines
from tests.log_lines import json_line

EXPORTER = logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter")
PROCESSOR = logging.getLogger("opentelemetry.sdk._shared_internal")


def test_a_complaint_is_one_line_without_a_traceback(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    structlog.contextvars.bind_contextvars(correlation="of a request that has no part in it")
    try:
        raise ConnectionError("not of our making")
    except ConnectionError:
        EXPORTER.exception("Exception while exporting %s.", "Span")
    line = json_line(stream)
    del line["timestamp"]
    assert line == {
        "event": "tracing library",
        "level": "warning",
        "logger": "entrypoints.tracing_lines",
        "problem": "Exception while exporting Span.",
        "unsaid": 0,
    }


def test_however_often_it_complains_each_part_of_it_has_one_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    for attempt in range(1000):
        EXPORTER.warning("Transient error, retrying in %.2fs.", 0.1 * attempt)
        PROCESSOR.error("Queue full, dropping Span.")
    told = [json.loads(line)["problem"] for line in stream.getvalue().splitlines()]
    assert told == ["Transient error, retrying in 0.00s.", "Queue full, dropping Span."]


def test_the_next_line_says_how_much_was_not_said(stream: io.StringIO) -> None:
    time = [0.0]
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    lines = TracingLines(Ration(1, 30, lambda: time[0]))
    record = logging.makeLogRecord({"msg": "away", "levelno": logging.ERROR})
    for _ in range(5):
        lines.handle(record)
    time[0] = 31
    lines.handle(record)
    told = [json.loads(line)["unsaid"] for line in stream.getvalue().splitlines()]
    assert told == [0, 4]


def test_what_is_no_complaint_is_not_said_even_for_debugging(stream: io.StringIO) -> None:
    configure_logs(LogLevel.DEBUG, LogFormat.JSON, stream)
    EXPORTER.info("Shutdown called, ignoring Span.")
    logging.getLogger("urllib3.connectionpool").debug("Starting new HTTP connection")
    assert stream.getvalue() == ""


def test_a_complaint_whose_arguments_do_not_fit_is_one_line(stream: io.StringIO) -> None:
    configure_logs(LogLevel.INFO, LogFormat.JSON, stream)
    record = logging.makeLogRecord(
        {"msg": "%s and %s", "args": ("one",), "levelno": logging.ERROR, "name": EXPORTER.name}
    )
    logging.getLogger("opentelemetry").handle(record)
    assert json_line(stream)["problem"] == "%s and %s"
