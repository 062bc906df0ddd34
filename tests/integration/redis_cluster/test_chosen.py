"""An operator chooses a Redis Cluster, and is told what was found."""

from pathlib import Path

from tests.cluster_store import IN_CLUSTER
from tests.command_line import CommandLine
from tests.nodes import on_store
from tests.valkey_cluster import ValkeyCluster


def test_a_cluster_is_checked(cluster: ValkeyCluster, tmp_path: Path) -> None:
    told = CommandLine(tmp_path, on_store(cluster.url) | IN_CLUSTER).run("check")
    assert told.returncode == 0
    assert told.stdout == "store: redis cluster\nthe store answers\nthe feed is heard\n"


def test_a_server_of_a_cluster_that_is_used_alone_is_named(
    cluster: ValkeyCluster, tmp_path: Path
) -> None:
    told = CommandLine(tmp_path, on_store(cluster.url)).run("check")
    assert "caution: The store is a server of a Redis Cluster" in told.stdout


def test_a_single_server_is_not_taken_for_a_cluster(redis_url: str, tmp_path: Path) -> None:
    told = CommandLine(tmp_path, on_store(redis_url) | IN_CLUSTER).run("check")
    assert told.returncode == 1
    assert "this redis is no cluster" in told.stdout + told.stderr
    assert "REDIS_CLUSTER=false" in told.stdout + told.stderr
    assert "the store answers" not in told.stdout


def test_rooms_of_a_cluster_are_listed(cluster: ValkeyCluster, tmp_path: Path) -> None:
    told = CommandLine(tmp_path, on_store(cluster.url) | IN_CLUSTER).run("rooms", "list")
    assert told.returncode == 0
