"""What is hoped of the server, beside the one that it descends from.

The ancestor is `metacurb/nestjs-websocket-starter` (NestJS, Express, Socket.IO, ioredis): the same
API in one process, without fan-out across nodes. It is measured as a peer, in the same run.
"""

from typing import NamedTuple

ANCESTOR = "peer"
"""The name under which `bench.speed` has it."""


class Goal(NamedTuple):
    """A figure of `bench.speed`, and how many times the ancestor's it should be at least."""

    name: str
    figure: str
    ratio: float
    cpu: str
    """The figure with the processor time of one, in us."""


GOALS = (
    Goal("create /s", "http create per_s", 6, "http create cpu_us"),
    Goal("get /s", "http get per_s", 4, "http get cpu_us"),
    Goal("rejoin /s", "http rejoin per_s", 5.5, "http rejoin cpu_us"),
    Goal("join /s", "http join per_s", 4, "http join cpu_us"),
    Goal("60 at once join one room /s", "contend joins_per_s", 4, "contend cpu_us_per_join"),
    Goal("250 rooms of 8: commands /s", "rooms commands_per_s", 1.5, "rooms cpu_us_per_command"),
    Goal("one room of 200: deliveries /s", "big deliveries_per_s", 1.2, "big cpu_us_per_delivery"),
    Goal("250 rooms of 8: connects /s", "rooms connects_per_s", 2, "rooms cpu_us_per_connect"),
)

MEMORY = "rooms kb_per_connection"
MEMORY_GOALS = (25.0, 16.0)
"""KB of a connection at most: first, and then."""
