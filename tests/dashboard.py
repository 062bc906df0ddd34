"""The dashboard for Grafana, as far as it can be read without Grafana."""

import json
from collections.abc import Iterator
from typing import Any

from tests.code_blocks import ROOT

FILE = ROOT / "deploy/grafana/greenroom.json"

Panel = dict[str, Any]

VARIABLES = {"$__rate_interval": "1m", "$job": "greenroom", "$instance": ".*"}
"""What Grafana would put into an expression, by default."""


def dashboard() -> dict[str, Any]:
    """Everything that is in the file."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def panels() -> list[Panel]:
    """What shows something; the others are the headings above them."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[Panel, str]]:
    """Every expression of every panel."""
    return ((panel, target["expr"]) for panel in panels() for target in panel["targets"])


def filled_in(expression: str, **others: str) -> str:
    """What Prometheus is asked, with these values for variables or the ones by default."""
    for variable, value in (
        VARIABLES | {f"${name}": text for name, text in others.items()}
    ).items():
        expression = expression.replace(variable, value)
    return expression
