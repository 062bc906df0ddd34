"""What the store does, in figures for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from adapters.room_round import TOGETHER
from application.errors import StoreUnavailable
from application.ports import StoreMetrics

OPERATIONS = ("add", "get", "update", "revisions")
"""Each is there from the start: what never happened is 0, and not missing."""

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""From a store beside the node to one that answers at the last moment."""

CHANGES = (1, 2, 4, 8, 16, 32, 64, TOGETHER)


class PrometheusStoreMetrics(StoreMetrics):
    """Counts into a registry. What is counted into is looked up once for each label."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._operations = Counter(
            "greenroom_store_operations_total",
            "Operations on rooms, by result: ok, or the code of the error.",
            ("operation", "result"),
            registry=registry,
        )
        seconds = Histogram(
            "greenroom_store_operation_duration_seconds",
            "How long operations on rooms took, waiting for their turn included.",
            ("operation",),
            registry=registry,
            buckets=SECONDS,
        )
        errors = Counter(
            "greenroom_store_errors_total",
            "Operations on rooms that the store did not answer in time, or not at all.",
            ("operation",),
            registry=registry,
        )
        self._commits = Counter(
            "greenroom_commits_total",
            "Commits that the store confirmed; each may hold several changes.",
            registry=registry,
        )
        self._conflicts = Counter(
            "greenroom_commit_conflicts_total",
            "Commits that the store refused because another node was first.",
            registry=registry,
        )
        self._changes = Histogram(
            "greenroom_commit_changes",
            "Changes committed together.",
            registry=registry,
            buckets=CHANGES,
        )
        self._results = {(name, "ok"): self._operations.labels(name, "ok") for name in OPERATIONS}
        self._seconds = {name: seconds.labels(name) for name in OPERATIONS}
        self._errors = {name: errors.labels(name) for name in OPERATIONS}

    def operated(self, operation: str, result: str, seconds: float) -> None:
        counter = self._results.get((operation, result))
        if counter is None:
            counter = self._operations.labels(operation, result)
            self._results[operation, result] = counter
        counter.inc()
        self._seconds[operation].observe(seconds)
        if result == StoreUnavailable.code:
            self._errors[operation].inc()

    def committed(self, changes: int) -> None:
        self._commits.inc()
        self._changes.observe(changes)

    def conflicted(self) -> None:
        self._conflicts.inc()
