"""Prometheus and Grafana find what Compose and Kubernetes start."""

from typing import Any

import yaml

from tests.code_blocks import ROOT
from tests.dashboard import FILE
from tests.deploy_files import FOLDER, compose, kubernetes
from tests.prometheus_files import content

PROVISIONING = FOLDER / "grafana/provisioning"


def mounts(service: str) -> dict[str, str]:
    """What is where in a container of Compose, by its place in `deploy/`."""
    volumes = [volume.split(":") for volume in compose("compose.yaml")[service]["volumes"]]
    return {source: place for source, place, *_ in volumes}


def provided(name: str) -> Any:
    return yaml.safe_load((PROVISIONING / name).read_text())


def test_prometheus_asks_the_nodes_of_compose() -> None:
    (job,) = content("prometheus.yml")["scrape_configs"]
    nodes = [name for name in compose("compose.yaml") if name.startswith("greenroom-")]
    assert job["static_configs"] == [{"targets": [f"{node}:3000" for node in nodes]}]
    assert mounts("prometheus")["./prometheus"] == "/etc/prometheus"


def test_prometheus_asks_the_pods_of_the_manifest() -> None:
    (job,) = content("kubernetes.yml")["scrape_configs"]
    kept = [rule["regex"] for rule in job["relabel_configs"] if rule.get("action") == "keep"]
    pod = kubernetes()["Deployment"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    (port,) = container["ports"]
    assert kept == [pod["metadata"]["labels"]["app.kubernetes.io/name"], port["name"]]


def test_grafana_asks_the_prometheus_of_compose() -> None:
    (source,) = provided("datasources/prometheus.yml")["datasources"]
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in compose("compose.yaml")
    assert mounts("grafana")["./grafana/provisioning"] == "/etc/grafana/provisioning"


def test_grafana_finds_the_dashboard_where_compose_puts_it() -> None:
    (provider,) = provided("dashboards/greenroom.yml")["providers"]
    place = mounts("grafana")["./" + FILE.relative_to(FOLDER).as_posix()]
    assert place == f"{provider['options']['path']}/{FILE.name}"


def test_the_token_of_the_nodes_is_in_no_commit() -> None:
    (line,) = [
        line
        for line in (FOLDER / "prometheus/prometheus.yml").read_text().splitlines()
        if "credentials_file: " in line
    ]
    name = line.split("credentials_file: ")[1].split()[0]
    assert f"deploy/prometheus/{name}" in (ROOT / ".gitignore").read_text().splitlines()
