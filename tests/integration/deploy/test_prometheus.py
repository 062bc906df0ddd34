"""What Prometheus is told to ask: Prometheus takes it, and finds the nodes."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.programs import program
from tests.prometheus_files import FOLDER, complaints, content

WITH_A_TOKEN = "    # authorization:"


def given(folder: Path, name: str, text: str) -> None:
    """A folder with this file, and what it names."""
    (folder / name).write_text(text)
    (folder / "alerts.yml").symlink_to(FOLDER / "alerts.yml")
    (folder / "metrics_token").write_text("a-token-of-the-nodes")


def test_prometheus_takes_the_file_for_nodes_at_known_addresses() -> None:
    assert complaints("check", "config", "prometheus.yml") == ""


def test_prometheus_takes_it_with_a_token(tmp_path: Path) -> None:
    text = (FOLDER / "prometheus.yml").read_text()
    assert WITH_A_TOKEN in text
    given(tmp_path, "prometheus.yml", text.replace(WITH_A_TOKEN, "    authorization:"))
    assert complaints("check", "config", "prometheus.yml", folder=tmp_path) == ""


@pytest.mark.parametrize("name", ["prometheus.yml", "kubernetes.yml"])
def test_the_files_have_all_but_the_nodes_in_common(name: str) -> None:
    config = content(name)
    (job,) = config["scrape_configs"]
    assert job["job_name"] == "greenroom"
    assert config["global"]["scrape_interval"] == "15s"
    assert config["rule_files"] == ["alerts.yml"]
    assert WITH_A_TOKEN in (FOLDER / name).read_text()


def found_among(pods: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """The labels of those pods that would be asked. Debian's Prometheus can't ask Kubernetes:
    they are told to it as Kubernetes would tell them."""
    config = content("kubernetes.yml")
    (job,) = config["scrape_configs"]
    assert job.pop("kubernetes_sd_configs") == [{"role": "pod"}]
    meta = [{f"__meta_kubernetes_{name}": told for name, told in pod.items()} for pod in pods]
    job["static_configs"] = [
        {"targets": [labels.pop("__meta_kubernetes_address")], "labels": labels} for labels in meta
    ]
    given(folder, "kubernetes.yml", yaml.safe_dump(config))
    asking = ["check", "service-discovery", "--timeout=2s", "kubernetes.yml", "greenroom"]
    said = subprocess.run(
        [program("promtool"), *asking], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    found: list[dict[str, Any]] = json.loads(said)
    return [each["labels"] for each in found if each["labels"]]


def pod(address: str, **told: str) -> dict[str, str]:
    ready = {
        "pod_label_app_kubernetes_io_name": "greenroom",
        "pod_container_port_name": "http",
        "pod_name": "greenroom-0",
        "pod_phase": "Running",
    }
    return ready | {"address": address} | told


def test_of_all_pods_the_nodes_are_asked_each_by_the_name_of_its_pod(tmp_path: Path) -> None:
    found = found_among(
        [
            pod("10.0.0.1:3000"),
            pod("10.0.0.2:3000", pod_name="greenroom-1"),
            pod("10.0.0.3:3000", pod_label_app_kubernetes_io_name="another"),
            pod("10.0.0.4:9000", pod_container_port_name="another"),
            pod("10.0.0.5:3000", pod_phase="Succeeded"),
        ],
        tmp_path,
    )
    assert {each["__address__"]: each["instance"] for each in found} == {
        "10.0.0.1:3000": "greenroom-0",
        "10.0.0.2:3000": "greenroom-1",
    }
