"""The dashboard can be read by those who have never seen it, and shows what was chosen."""

import itertools
import re

import pytest

from tests.dashboard import Panel, dashboard, filled_in, panels, queries

COLUMNS = 24
"""How wide Grafana's grid is."""

CHOSEN = 'job=~"$job", instance=~"$instance"'

by_title = pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])


def test_every_panel_has_an_id_and_a_title_of_its_own() -> None:
    everything = dashboard()["panels"]
    for key in ("id", "title"):
        found = [panel[key] for panel in everything]
        assert len(set(found)) == len(found), key


@by_title
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: Panel) -> None:
    assert panel["title"]
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]


@by_title
def test_a_panel_asks_the_prometheus_that_was_chosen(panel: Panel) -> None:
    assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    letters = [target["refId"] for target in panel["targets"]]
    assert letters
    assert len(set(letters)) == len(letters)


def cells(panel: Panel) -> set[tuple[int, int]]:
    """The cells of the grid that a panel covers."""
    at = panel["gridPos"]
    columns, rows = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
    return set(itertools.product(columns, rows))


def test_no_panel_lies_on_another_or_beside_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        covered = cells(panel)
        assert not covered & taken, panel["title"]
        assert max(column for column, _ in covered) < COLUMNS, panel["title"]
        taken |= covered


def test_there_is_no_hole_between_panels() -> None:
    taken = set().union(*(cells(panel) for panel in dashboard()["panels"]))
    rows = 1 + max(row for _, row in taken)
    assert taken == set(itertools.product(range(COLUMNS), range(rows)))


@pytest.mark.parametrize(
    ("title", "expression"), [(panel["title"], asked) for panel, asked in queries()]
)
def test_a_query_asks_for_the_chosen_nodes_alone(title: str, expression: str) -> None:
    for metric, labels in re.findall(r"\b(\w+)\{(.*?)\}", expression):
        assert labels.startswith(CHOSEN) or metric == "ALERTS", title
    assert "$" not in filled_in(expression), title


def test_what_was_chosen_are_a_prometheus_a_job_and_nodes() -> None:
    names = [variable["name"] for variable in dashboard()["templating"]["list"]]
    assert names == ["datasource", "job", "instance"]
