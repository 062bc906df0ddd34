"""What a node tells of itself."""

from entrypoints.node_metrics import node_registry, tell_version
from tests.scrapes import scrape_in


def test_the_process_and_python_are_in_it() -> None:
    told = scrape_in(node_registry())
    assert told.figure("process_resident_memory_bytes") > 1_000_000
    assert told.figure("process_open_fds") > 0
    assert told.figure("python_info") == 1
    assert told.values("python_gc_collections_total", "generation")


def test_several_nodes_may_be_in_one_process() -> None:
    one, other = node_registry(), node_registry()
    tell_version(one, "1.2.3", "redis")
    tell_version(other, "1.2.4", "memory")
    assert scrape_in(one).values("greenroom_info", "version") == {"1.2.3": 1}
    assert scrape_in(other).values("greenroom_info", "store") == {"memory": 1}
