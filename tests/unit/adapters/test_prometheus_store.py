"""What Prometheus is told of the store."""

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from adapters.prometheus_store import PrometheusStoreMetrics
from adapters.room_round import TOGETHER


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry(auto_describe=True)


@pytest.fixture
def metrics(registry: CollectorRegistry) -> PrometheusStoreMetrics:
    return PrometheusStoreMetrics(registry)


def sample(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(f"greenroom_{name}", labels)


def test_operations_are_counted_by_name_and_result(
    registry: CollectorRegistry, metrics: PrometheusStoreMetrics
) -> None:
    for result in ("ok", "ok", "ROOM_FULL"):
        metrics.operated("update", result, 0.002)
    counted = [
        sample(registry, "store_operations_total", operation="update", result=result)
        for result in ("ok", "ROOM_FULL", "BUSY")
    ]
    assert counted == [2, 1, None]


def test_the_time_of_an_operation_falls_into_its_bucket(
    registry: CollectorRegistry, metrics: PrometheusStoreMetrics
) -> None:
    metrics.operated("get", "ok", 0.002)
    metrics.operated("get", "SERVICE_UNAVAILABLE", 5.001)
    name = "store_operation_duration_seconds"
    counted = [
        sample(registry, f"{name}_bucket", operation="get", le=bound)
        for bound in ("0.001", "0.0025", "5.0", "+Inf")
    ]
    assert counted == [0, 1, 1, 2]
    assert sample(registry, f"{name}_sum", operation="get") == pytest.approx(5.003)


@pytest.mark.parametrize(
    ("result", "errors"), [("SERVICE_UNAVAILABLE", 1), ("ok", 0), ("BUSY", 0), ("ROOM_FULL", 0)]
)
def test_an_answer_that_did_not_come_is_an_error_of_the_store(
    registry: CollectorRegistry, metrics: PrometheusStoreMetrics, result: str, errors: int
) -> None:
    metrics.operated("add", result, 0.1)
    assert sample(registry, "store_errors_total", operation="add") == errors


def test_commits_are_counted_and_how_many_changes_they_held(
    registry: CollectorRegistry, metrics: PrometheusStoreMetrics
) -> None:
    for changes in (1, 3, TOGETHER):
        metrics.committed(changes)
    metrics.conflicted()
    assert sample(registry, "commits_total") == 3
    assert sample(registry, "commit_conflicts_total") == 1
    assert sample(registry, "commit_changes_sum") == 4 + TOGETHER
    bounds = ("1.0", "2.0", "4.0", f"{TOGETHER}.0")
    assert [sample(registry, "commit_changes_bucket", le=le) for le in bounds] == [1, 1, 2, 3]


@pytest.mark.parametrize("operation", ["add", "get", "update", "revisions"])
def test_what_never_happened_is_zero_and_not_missing(
    registry: CollectorRegistry, metrics: PrometheusStoreMetrics, operation: str
) -> None:
    assert sample(registry, "store_operations_total", operation=operation, result="ok") == 0
    assert sample(registry, "store_errors_total", operation=operation) == 0
    assert sample(registry, "store_operation_duration_seconds_count", operation=operation) == 0


def test_two_nodes_in_one_process_count_apart() -> None:
    one, other = CollectorRegistry(auto_describe=True), CollectorRegistry(auto_describe=True)
    PrometheusStoreMetrics(one).committed(1)
    PrometheusStoreMetrics(other)
    assert b"greenroom_commits_total 1.0" in generate_latest(one)
    assert b"greenroom_commits_total 0.0" in generate_latest(other)
