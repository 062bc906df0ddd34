"""What is on this node now, counted when Prometheus asks and at no other time."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from entrypoints.realtime.door import Door
from entrypoints.realtime.gateway import RoomGateway
from entrypoints.realtime.lobby import Lobby
from entrypoints.realtime.relay import Relay


class Census(Collector):
    """Reads the gauges of a node from what keeps its sockets and rooms."""

    def __init__(self, gateway: RoomGateway, door: Door, lobby: Lobby, relay: Relay) -> None:
        self._gateway = gateway
        self._door = door
        self._lobby = lobby
        self._relay = relay

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._connections()
        yield GaugeMetricFamily(
            "greenroom_connections_outside_rooms",
            "Open connections that have entered no room.",
            value=len(self._lobby),
        )
        yield GaugeMetricFamily(
            "greenroom_members_connected", "Sockets in a room.", value=self._door.inside
        )
        yield GaugeMetricFamily(
            "greenroom_rooms_hosted", "Rooms that have sockets here.", value=self._relay.hosted
        )
        yield GaugeMetricFamily(
            "greenroom_draining",
            "Whether the node is about to stop.",
            value=self._gateway.is_draining,
        )

    def _connections(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "greenroom_connections", "Open connections of sockets.", labels=["transport"]
        )
        upgraded = Counter(socket.upgraded for socket in self._gateway.eio.sockets.values())
        family.add_metric(["websocket"], upgraded[True])
        family.add_metric(["polling"], upgraded[False])
        return family
