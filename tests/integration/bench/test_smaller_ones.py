"""The smaller benchmarks run, and print what they are about."""

import pytest

from tests.integration.bench.running import printed_by
from tests.javascript import install_client

COMMANDS = {
    "connections --connections 16 --idle 1": "kb_per_connection_slope",
    "profiled rooms --quick": "Ordered by: internal time",
    "servers --calls 64": "one of three: comparison",
    "startup --rounds 1": "serve, rooms in Valkey",
}


@pytest.mark.parametrize(("command", "told"), COMMANDS.items(), ids=COMMANDS)
def test_it_runs(command: str, told: str) -> None:
    install_client()
    assert told in printed_by(*command.split())
