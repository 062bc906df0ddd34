"""The pieces of `bench.pieces` run. What they cost is nobody's business here."""

import json
from pathlib import Path

from tests.integration.bench.running import printed_by


def pieces(*arguments: str) -> str:
    return printed_by("pieces", "--quick", *arguments)


def test_every_piece_runs_and_is_compared_with_an_earlier_run(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    pieces("--json", str(file))
    earlier = json.loads(file.read_text())
    costs = earlier["pieces"]
    assert all(cost["ns"] > 0 and cost["per_s"] > 0 for cost in costs.values())
    assert {name for name, cost in costs.items() if "server_us" in cost} == {
        name for name in costs if "Valkey" in name
    }
    for cost in costs.values():
        cost["ns"] /= 1_000_000
    file.write_text(json.dumps(earlier))
    (row,) = (
        line
        for line in pieces("--only", "encode a commit", "--against", str(file)).splitlines()
        if "encode a commit" in line
    )
    assert float(row.split()[-3]) > 1_000


def test_pieces_run_for_the_one_who_counts_instructions() -> None:
    assert pieces("--marked", "--only", "encode a commit") == ""
