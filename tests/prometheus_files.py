"""The files of `deploy/prometheus`, and the program that checks them."""

import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.code_blocks import ROOT
from tests.programs import program

FOLDER = ROOT / "deploy/prometheus"


def content(name: str) -> Any:
    """What one of the files says."""
    return yaml.safe_load((FOLDER / name).read_text())


def alerts() -> dict[str, dict[str, Any]]:
    """Every rule, by the name of its alert."""
    groups = content("alerts.yml")["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def complaints(*arguments: str, folder: Path = FOLDER) -> str:
    """What promtool has to say against the files named; nothing, if all is well."""
    command = [program("promtool"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""
