"""The alerts: each goes off when it should, at no other time, and says what to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.code_blocks import ROOT
from tests.links import anchors_in, leads_somewhere
from tests.prometheus_files import alerts, complaints, content

ALERTS = alerts()
TESTS = {test["name"]: test for test in content("alerts_test.yml")["tests"]}


def test_prometheus_takes_the_rules() -> None:
    assert complaints("check", "rules", "alerts.yml") == ""


def test_every_alert_goes_off_when_it_should_and_at_no_other_time() -> None:
    assert complaints("test", "rules", "alerts_test.yml") == ""


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_is_tested_when_it_is_off_and_when_it_is_on(alert: str) -> None:
    looks = TESTS[alert]["alert_rule_test"]
    assert {look["alertname"] for look in looks} == {alert}
    assert {"exp_alerts" in look for look in looks} == {True, False}


@pytest.mark.parametrize(
    "broken",
    [{"expr": "vector(0) > 1"}, {"for": "0s"}, {"for": "1h"}, {"annotations": {}}],
    ids=["never", "at once", "too late", "without a word"],
)
@pytest.mark.parametrize("alert", ALERTS)
def test_a_broken_alert_fails_its_test(alert: str, broken: dict[str, Any], tmp_path: Path) -> None:
    rules = [{"name": "broken", "rules": [ALERTS[alert] | broken]}]
    tests = {"rule_files": ["alerts.yml"], "evaluation_interval": "30s", "tests": [TESTS[alert]]}
    (tmp_path / "alerts.yml").write_text(yaml.safe_dump({"groups": rules}))
    (tmp_path / "alerts_test.yml").write_text(yaml.safe_dump(tests))
    assert f"alertname: {alert}" in complaints("test", "rules", "alerts_test.yml", folder=tmp_path)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: str) -> None:
    rule = ALERTS[alert]
    assert rule["for"]
    assert rule["labels"]["severity"] in ("critical", "warning")
    told = rule["annotations"]
    assert told["summary"]
    assert told["description"]
    assert told["runbook"] == f"docs/operate.md#{alert.lower()}"
    assert leads_somewhere(told["runbook"], ROOT / "README.md")


def test_the_page_has_no_alert_that_is_gone() -> None:
    told = {anchor for anchor in anchors_in(ROOT / "docs/operate.md") if "greenroom" in anchor}
    assert told == {alert.lower() for alert in ALERTS}
