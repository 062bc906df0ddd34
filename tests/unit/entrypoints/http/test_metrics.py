"""What is counted of requests, and that nobody can make series up."""

import pytest
from prometheus_client import CollectorRegistry

from entrypoints.http.metrics import METHODS, HttpMetrics
from tests.scrapes import scrape_in

REQUESTS = "greenroom_http_requests_total"
DURATION = "greenroom_http_request_duration_seconds"


def test_requests_are_counted_by_method_route_and_status() -> None:
    registry = CollectorRegistry()
    metrics = HttpMetrics(registry)
    metrics.answered("GET", "/rooms/{code}", 200, 0.002)
    metrics.answered("GET", "/rooms/{code}", 200, 0.2)
    metrics.answered("GET", "/rooms/{code}", 404, 0.004)
    metrics.answered("POST", "/rooms", 201, 0.004)
    told = scrape_in(registry)
    room = {"method": "GET", "route": "/rooms/{code}"}
    assert told.figure(REQUESTS, **room, status="200") == 2
    assert told.figure(REQUESTS, **room, status="404") == 1
    assert told.figure(REQUESTS, method="POST", route="/rooms", status="201") == 1
    assert told.figure(f"{DURATION}_count", **room) == 3
    assert told.figure(f"{DURATION}_sum", **room) == pytest.approx(0.206)
    assert told.figure(f"{DURATION}_bucket", **room, le="0.005") == 2


def test_a_request_without_a_route_or_without_an_answer_is_counted_too() -> None:
    registry = CollectorRegistry()
    metrics = HttpMetrics(registry)
    metrics.answered("GET", None, 404, 0.001)
    metrics.answered("GET", "/rooms", None, 0.001)
    told = scrape_in(registry)
    assert told.figure(REQUESTS, route="none", status="404") == 1
    assert told.figure(REQUESTS, route="/rooms", status="none") == 1


def test_methods_that_clients_make_up_are_counted_as_one() -> None:
    registry = CollectorRegistry()
    metrics = HttpMetrics(registry)
    for number in range(100):
        metrics.answered(f"BREW{number}", None, 405, 0.001)
    assert {"GET", "HEAD", "POST", "OPTIONS"} == METHODS
    assert scrape_in(registry).values(REQUESTS, "method") == {"other": 100}
    assert scrape_in(registry).values(f"{DURATION}_count", "method") == {"other": 100}
