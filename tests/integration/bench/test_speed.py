"""`bench.speed` runs, and writes what the page and the pictures are made of."""

from pathlib import Path

from bench.report import REGIONS
from bench.results import Results
from tests.integration.bench.running import printed_by
from tests.javascript import install_client


def test_a_quick_run_measures_ours_and_the_floor(tmp_path: Path) -> None:
    install_client()
    file = tmp_path / "speed.json"
    arguments = ("--quick", "--rounds", "1", "--only", "contend", "--sizes", "8", "--numbers", "3")
    printed_by("speed", *arguments, "--json", str(file))
    results = Results.read(file)
    for server in ("ours", "floor"):
        for what in ("contend joins_per_s", "size 8 deliveries_per_s", "number 3 commands_per_s"):
            spread = results.spread(server, what)
            assert spread is not None
            assert spread.median > 0
    assert "size 8 percentiles_ms 99.9" in results.names()
    assert "not measured" not in REGIONS["sizes"](results)
