"""Prometheus understands every question of the dashboard."""

from pathlib import Path

import yaml

from tests.dashboard import dashboard, filled_in, queries
from tests.prometheus_files import complaints


def test_prometheus_understands_every_question(tmp_path: Path) -> None:
    marks = [mark["expr"] for mark in dashboard()["annotations"]["list"]]
    asked = [*(expression for _, expression in queries()), *marks]
    rules = [{"record": f"asked:{n}", "expr": filled_in(each)} for n, each in enumerate(asked)]
    file = tmp_path / "questions.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    assert complaints("check", "rules", file.name, folder=tmp_path) == ""
