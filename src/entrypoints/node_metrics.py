"""What a node tells Prometheus of itself, whatever it does: process, Python, version, store."""

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)


def node_registry() -> CollectorRegistry:
    """A registry of one node. Several may be in one process; each tells of the whole of it.

    From now on, no registry of this process has the times at which counters were created: each
    would be a series of its own to Prometheus.
    """
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    GCCollector(registry)
    PlatformCollector(registry)
    return registry


def tell_version(registry: CollectorRegistry, version: str, store: str) -> None:
    """Say which version of Greenroom this is, and the name of its store."""
    info = Info("greenroom", "The version of Greenroom, and its store.", registry=registry)
    info.info({"version": version, "store": store})
