"""What keeps a node alive in the eyes of others, and notices when it, or another, is not."""

from dependency_injector import containers, providers
from prometheus_client import CollectorRegistry

from application.contact import Contact
from application.lose_node import LoseNode
from application.ports import Backoff, Ids, Leases, RoomFeed, RoomRepository
from application.residence import Residence
from application.sweep_nodes import SweepNodes
from entrypoints import told
from entrypoints.feed_watch import FeedWatch
from entrypoints.heartbeat import Heartbeat
from entrypoints.settings import Settings
from entrypoints.sweeper import Sweeper


class Vitals(containers.DeclarativeContainer):
    """The lease of a node, the watch over its feed, and the look for nodes that have died."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    ids: providers.Dependency[Ids] = providers.Dependency()
    backoff: providers.Dependency[Backoff] = providers.Dependency()
    registry: providers.Dependency[CollectorRegistry] = providers.Dependency()
    rooms: providers.Dependency[RoomRepository] = providers.Dependency()
    feed: providers.Dependency[RoomFeed] = providers.Dependency()
    leases: providers.Dependency[Leases] = providers.Dependency()

    contact = providers.Singleton(Contact, providers.Callable(told.longest_gap, settings))
    residence = providers.Singleton(
        Residence,
        leases=leases,
        ids=ids,
        contact=contact,
        lease=settings.provided.lease,
        refresh=settings.provided.lease_refresh,
    )
    heartbeat = providers.Singleton(
        Heartbeat,
        residence=residence,
        backoff=backoff,
        refresh=settings.provided.lease_refresh,
        registry=registry,
    )
    feed_watch = providers.Singleton(FeedWatch, feed=feed, backoff=backoff, registry=registry)
    sweeper = providers.Singleton(
        Sweeper,
        sweep=providers.Singleton(
            SweepNodes,
            leases=leases,
            lose_node=providers.Singleton(LoseNode, rooms=rooms, leases=leases),
            contact=contact,
            lease=settings.provided.lease,
        ),
        lease=settings.provided.lease,
        registry=registry,
    )
