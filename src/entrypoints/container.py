"""The one place, with `stores`, that knows which adapters serve which ports."""

from dependency_injector import containers, providers

from adapters.jittered_backoff import JitteredBackoff
from adapters.jwt_tokens import JwtTokens
from adapters.measured_rooms import MeasuredRooms
from adapters.prometheus_store import PrometheusStoreMetrics
from adapters.random_codes import RandomCodes
from adapters.random_ids import RandomIds
from adapters.system_clock import SystemClock
from application.close_room import CloseRoom
from application.close_room_by_operator import CloseRoomByOperator
from application.connect_member import ConnectMember
from application.create_room import CreateRoom
from application.disconnect_member import DisconnectMember
from application.get_room import GetRoom
from application.join_room import JoinRoom
from application.kick_member import KickMember
from application.leave_room import LeaveRoom
from application.list_rooms import ListRooms
from application.reclaim_member import ReclaimMember
from application.rejoin_room import RejoinRoom
from application.renew_token import RenewToken
from application.toggle_lock import ToggleLock
from application.transfer_host import TransferHost
from domain.display_name import DisplayNameRule
from domain.room_code import RoomCodeRule
from domain.room_size import RoomSizeRule
from entrypoints import told, tracing
from entrypoints.addresses import Addresses
from entrypoints.http.origins import Origins
from entrypoints.http.rooms import UseCases
from entrypoints.node_metrics import node_registry
from entrypoints.realtime.census import Census
from entrypoints.realtime.commands import Commands
from entrypoints.realtime.departures import Departures
from entrypoints.realtime.door import Door
from entrypoints.realtime.feed_metrics import FeedMetrics
from entrypoints.realtime.gateway import RoomGateway
from entrypoints.realtime.lobby import Lobby
from entrypoints.realtime.metrics import SocketMetrics
from entrypoints.realtime.pace import Paces
from entrypoints.realtime.reclaims import Reclaims
from entrypoints.realtime.relay import Relay
from entrypoints.room_rules import RoomRules
from entrypoints.settings import Settings
from entrypoints.stores import Stores
from entrypoints.throttled import CountedRateLimits, Throttled
from entrypoints.vitals import Vitals


class Container(containers.DeclarativeContainer):
    """Everything that one node is made of. Nothing in it does I/O until it is asked to."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    patience = providers.Callable(told.patience, settings)
    registry = providers.Singleton(node_registry)
    throttled = providers.Singleton(Throttled, registry)

    ids = providers.Singleton(RandomIds, settings.provided.jwt_secret)
    system_clock = providers.Singleton(SystemClock)
    backoff = providers.Singleton(JitteredBackoff)
    codes = providers.Singleton(
        RandomCodes,
        settings.provided.room_code_alphabet,
        settings.provided.room_code_length,
    )
    tokens = providers.Singleton(
        JwtTokens,
        secret=providers.Callable(told.secret, settings, ids),
        clock=system_clock,
        ttl=settings.provided.room_ttl,
        ids=ids,
        previous_secrets=providers.Callable(told.previous_secrets, settings),
    )

    store_metrics = providers.Singleton(PrometheusStoreMetrics, registry)
    stores = providers.Container(
        Stores,
        settings=settings,
        system_clock=system_clock,
        ids=ids,
        backoff=backoff,
        patience=patience,
        metrics=store_metrics,
    )
    store = stores.store
    tracer = providers.Singleton(tracing.tracer, settings.provided.traces)
    traced_rooms = providers.Singleton(
        tracing.traced, store.provided.rooms, store, tracer, settings.provided.traces
    )
    rooms = providers.Singleton(
        MeasuredRooms,
        traced_rooms,
        store_metrics,
        reports_commits=store.provided.reports_commits,
    )
    feed = store.provided.feed
    health = store.provided.health
    clock = store.provided.clock
    rate_limits = providers.Singleton(CountedRateLimits, store.provided.rate_limits, throttled)
    leases = store.provided.leases

    vitals = providers.Container(
        Vitals,
        settings=settings,
        ids=ids,
        backoff=backoff,
        registry=registry,
        rooms=rooms,
        feed=feed,
        leases=leases,
    )
    residence = vitals.residence
    heartbeat = vitals.heartbeat
    feed_watch = vitals.feed_watch
    sweeper = vitals.sweeper

    name_rule = providers.Singleton(
        DisplayNameRule,
        settings.provided.display_name_min_length,
        settings.provided.display_name_max_length,
    )
    code_rule = providers.Singleton(RoomCodeRule, settings.provided.room_code_alphabet)
    size_rule = providers.Singleton(RoomSizeRule, settings.provided.room_max_users)
    rules = providers.Singleton(RoomRules, names=name_rule, codes=code_rule, sizes=size_rule)

    get_room = providers.Singleton(GetRoom, rooms=rooms, codes=code_rule)
    list_rooms = providers.Singleton(ListRooms, directory=store.provided.directory)
    close_room_by_operator = providers.Singleton(CloseRoomByOperator, rooms=rooms)

    use_cases = providers.Singleton(
        UseCases,
        create_room=providers.Singleton(
            CreateRoom,
            rooms=rooms,
            tokens=tokens,
            codes=codes,
            ids=ids,
            clock=clock,
            names=name_rule,
            sizes=size_rule,
            timing=providers.Callable(told.timing, settings),
        ),
        get_room=get_room,
        join_room=providers.Singleton(
            JoinRoom,
            rooms=rooms,
            tokens=tokens,
            ids=ids,
            clock=clock,
            names=name_rule,
            codes=code_rule,
        ),
        rejoin_room=providers.Singleton(RejoinRoom, rooms=rooms, tokens=tokens, codes=code_rule),
    )
    http_limits = providers.Callable(told.http_limits, settings)

    commands = providers.Singleton(
        Commands,
        close=providers.Singleton(CloseRoom, rooms=rooms),
        leave=providers.Singleton(LeaveRoom, rooms=rooms),
        kick=providers.Singleton(KickMember, rooms=rooms),
        toggle_lock=providers.Singleton(ToggleLock, rooms=rooms),
        transfer_host=providers.Singleton(TransferHost, rooms=rooms),
        tracer=tracer,
    )
    departures = providers.Singleton(
        Departures,
        disconnect=providers.Singleton(DisconnectMember, rooms=rooms),
        residence=residence,
        backoff=backoff,
        patience=patience,
    )
    reclaims = providers.Singleton(
        Reclaims,
        reclaim=providers.Singleton(ReclaimMember, rooms=rooms, residence=residence),
        residence=residence,
        departures=departures,
        backoff=backoff,
        patience=patience,
    )
    relay = providers.Singleton(
        Relay,
        rooms=rooms,
        feed=feed,
        backoff=backoff,
        clock=clock,
        tracer=tracer,
        metrics=providers.Singleton(FeedMetrics, registry),
    )
    socket_metrics = providers.Singleton(SocketMetrics, registry)
    door = providers.Singleton(
        Door,
        connect=providers.Singleton(ConnectMember, rooms=rooms, tokens=tokens, residence=residence),
        renew=providers.Singleton(RenewToken, tokens=tokens, clock=system_clock),
        commands=commands,
        departures=departures,
        reclaims=reclaims,
        relay=relay,
        residence=residence,
        ids=ids,
        limits=rate_limits,
        entries=providers.Callable(told.entries, settings),
        tracer=tracer,
        patience=patience,
        metrics=socket_metrics,
    )
    lobby = providers.Singleton(
        Lobby,
        addresses=providers.Singleton(Addresses, settings.provided.trusted_proxies),
        most=settings.provided.socket_max_unauthenticated,
        throttled=throttled,
    )
    gateway = providers.Singleton(
        RoomGateway,
        door=door,
        lobby=lobby,
        paces=providers.Singleton(
            Paces,
            limit=settings.provided.socket_throttle_limit,
            window=settings.provided.socket_throttle_window,
            throttled=throttled,
        ),
        patience=patience,
        metrics=socket_metrics,
        allows=providers.Singleton(Origins, settings.provided.cors_origins).provided.allows,
        ping_interval=settings.provided.ping_interval,
        ping_timeout=settings.provided.ping_timeout,
    )
    census = providers.Singleton(Census, gateway=gateway, door=door, lobby=lobby, relay=relay)
