"""What more nodes, more rooms and larger rooms cost, on one machine.

    python -m bench.scaling [--quick]

First one node, then two on one Valkey, as `greenroom serve --workers` has them: HTTP, and 100
rooms of 8 whose members sit on the nodes in turn, so that with two each command crosses to the
other. The loader, Valkey and the nodes share the processors: with two of those a second node adds
little to the throughput, and the processor's time for each operation is what tells. It is the sum
of all nodes; that of Valkey is taken in a second run.

Then about 400 sockets on one node, in rooms of 1, 8, 50, 200 and 400: what a member costs, by how
many it is among, and what a room takes of Valkey.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from redis import Redis

from bench.beside import RAISED
from bench.loader import Figures, loaded_together
from tests.javascript import install_client
from tests.nodes import node_process, on_store
from tests.servers import ValkeyServer

SOCKETS = 400
SIZES = (1, 8, 50, 200, 400)
DELIVERIES = 40_000
"""In rooms of one size, about."""

MODES = {
    "http": (("--seconds", "2"), ("create cpu_us", "get cpu_us", "rejoin cpu_us", "join cpu_us")),
    "rooms": (
        ("--rooms", "100", "--rounds", "40"),
        ("cpu_us_per_connect", "cpu_us_per_command", "cpu_us_per_delivery"),
    ),
}
"""How each is loaded, and the figures of it that are shown."""

RATES = ("create per_s", "get per_s", "rejoin per_s", "join per_s", "connects_per_s")
SHOWN = ("kb_per_connection", "cpu_us_per_connect", "cpu_us_per_command", "cpu_us_per_delivery")


def main() -> None:
    """Measure, and print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.scaling", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it works; shows nothing")
    is_quick = parser.parse_args().quick
    install_client()
    for count in (1, 2):
        for mode in MODES:
            _print_nodes(count, mode)
    sockets = SOCKETS // 20 if is_quick else SOCKETS
    for size in (size for size in SIZES if size <= sockets):
        _print_size(size, sockets // size)


def _print_nodes(count: int, mode: str) -> None:
    """One mode on so many nodes: rates, and the time of nodes and of Valkey."""
    amounts, shown = MODES[mode]
    with _nodes(count) as (store, urls, pids):
        nodes = loaded_together(urls, pids, mode, amounts)
    with _nodes(count) as (store, urls, _):
        valkey = loaded_together(urls, [store.pid], mode, amounts)
    rates = (f"{name} {nodes[name]:g}" for name in (*RATES, "commands_per_s") if name in nodes)
    print(f"{count} node(s), {mode}:", ", ".join(rates))
    for name in shown:
        print(f"    {name:22}{nodes[name]:>10g} of nodes{valkey[name]:>10g} of Valkey")


def _print_size(size: int, rooms: int) -> None:
    """So many rooms of one size on a node: a member's part of it, and a room's of Valkey."""
    rounds = max(1, DELIVERIES // (size * rooms))
    amounts = ("--rooms", str(rooms), "--size", str(size), "--rounds", str(rounds))
    with _nodes(1) as (store, urls, pids), Redis.from_url(store.url) as redis:
        before = redis.info("memory")["used_memory"]
        figures: Figures = loaded_together(urls, pids, "rooms", amounts)
        keys = int(redis.dbsize())
        held = sum(redis.memory_usage(key) or 0 for key in redis.scan_iter("*"))
        grown = redis.info("memory")["used_memory"] - before
    told = ", ".join(f"{name} {figures[name]:g}" for name in SHOWN)
    print(f"{rooms} room(s) of {size}: {told}")
    print(f"    Valkey, a room: {keys / rooms:g} keys, {held / rooms:,.0f} bytes in them, ", end="")
    print(f"{grown / rooms:,.0f} in all")


@contextmanager
def _nodes(count: int) -> Iterator[tuple[ValkeyServer, Sequence[str], Sequence[int]]]:
    """So many nodes on a Valkey of their own: that, their addresses and their processes."""
    with ExitStack() as stack:
        store = stack.enter_context(ValkeyServer())
        settings = on_store(store.url) | RAISED
        nodes = [stack.enter_context(node_process(settings)) for _ in range(count)]
        yield store, [node.url for node in nodes], [node.pid for node in nodes]


if __name__ == "__main__":
    main()
