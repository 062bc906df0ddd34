"""The files of `deploy/`, as those read them that they are for."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from tests.code_blocks import ROOT

FOLDER = ROOT / "deploy"

Documents = dict[str, Any]


def compose(*names: str) -> Documents:
    """The services of these files, each laid over the ones before, as far as settings go."""
    services: Documents = {}
    for name in names:
        for service, told in _yaml(name)[0]["services"].items():
            known = services.setdefault(service, {"environment": {}})
            services[service] = {
                **known,
                **told,
                "environment": known["environment"] | told.get("environment", {}),
            }
    return services


def kubernetes() -> Documents:
    """The objects for a cluster, by their kind."""
    objects = [*_yaml("kubernetes/greenroom.yaml"), *_yaml("kubernetes/secret.example.yaml")]
    return {each["kind"]: each for each in objects}


def variables(name: str) -> dict[str, str]:
    """The variables that a file sets, as systemd and Compose read it."""
    lines = (FOLDER / name).read_text().splitlines()
    pairs = (line.partition("=") for line in lines if re.match(r"[A-Z_]+=", line))
    return {name: value for name, _, value in pairs}


def suggested(name: str) -> set[str]:
    """The variables that stand in a file as comments."""
    return set(re.findall(r"^# ([A-Z_]+)=", (FOLDER / name).read_text(), re.MULTILINE))


def unit(name: str) -> dict[str, str]:
    """What a unit of systemd sets; of what it sets twice, the last."""
    lines = (FOLDER / "systemd" / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))


def dockerfile() -> str:
    return (FOLDER / "Dockerfile").read_text()


def health_check() -> list[str]:
    """The command by which an engine asks a container whether it lives."""
    (command,) = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", dockerfile(), re.MULTILINE)
    return list(json.loads(command))


def seconds(text: str) -> float:
    """A span of time of Compose."""
    return float(text.removesuffix("s"))


def pins(path: Path) -> dict[str, str]:
    """The version of every package in a lock."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", path.read_text(), re.MULTILINE))


def _yaml(name: str) -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / name).read_text()))
