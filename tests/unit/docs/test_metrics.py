"""Every metric of a node is explained."""

from collections.abc import Iterator
from fnmatch import fnmatch

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from entrypoints.app import create_app
from entrypoints.settings import Settings
from tests.pages import code_in, section, tables_in

OTHERS = ("process_*", "python_*")
"""Metrics of the library's, which the page has in one row."""


def metrics_of_a_node() -> dict[str, str]:
    """The kind of every metric, by its name as Prometheus has it."""
    text = generate_latest(create_app(Settings()).container.registry()).decode()
    return {
        f"{family.name}_total" if family.type == "counter" else family.name: family.type
        for family in text_string_to_metric_families(text)
    }


def rows_of_the_page() -> Iterator[tuple[str, str]]:
    """Name and kind of every metric in the table."""
    for names, kind, _ in tables_in(section("docs/operate.md", "## Metrics")):
        for name in code_in(names):
            yield name, kind


def test_the_page_has_every_metric_of_ours_with_its_kind_and_no_other() -> None:
    rows = [row for row in rows_of_the_page() if row[0] not in OTHERS]
    ours = {n: k for n, k in metrics_of_a_node().items() if n.startswith("greenroom_")}
    assert dict(rows) == ours
    assert len(rows) == len(ours), "a metric has two rows"


def test_what_is_not_ours_is_of_the_process_and_of_python() -> None:
    others = [name for name in metrics_of_a_node() if not name.startswith("greenroom_")]
    assert others
    assert all(any(fnmatch(name, pattern) for pattern in OTHERS) for name in others)
    assert set(OTHERS) <= {name for name, _ in rows_of_the_page()}
