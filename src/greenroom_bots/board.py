"""What is shown: the rooms and the sums at one moment, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from greenroom_bots.game import Game
from greenroom_bots.player import Phase
from greenroom_bots.scene import Scene


class RoomPhase(StrEnum):
    """What a room is at. `WAITING` is for a limit of the server."""

    OPENING = "opening"
    FILLING = "filling"
    WAITING = "waiting"
    PLAYING = "playing"
    COMING_BACK = "coming back"
    ENDING = "ending"
    CLOSED = "closed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Row:
    """A room. `host` is the address that its host is connected to, empty while it is away;
    `version` the last that anybody was told; `agree` whether all knew the same when they were
    compared last (None: not yet)."""

    code: str
    host: str
    connected: int
    players: int
    version: int
    events_per_second: float
    last_event: str
    state: RoomPhase
    agree: bool | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the run. Times are in seconds. `returns` are connections that were lost and are back;
    `agreements` are comparisons in which all of a room knew the same. `waiting` is how long
    the server still has everybody wait for its limits."""

    seconds: float
    sockets: int
    players: int
    events: int
    events_per_second: float
    commands: dict[str, dict[str, int]]
    errors: dict[str, int]
    returns: int
    return_median: float | None
    return_worst: float | None
    resynchronisations: int
    agreements: int
    waiting: float
    findings: int


@dataclass(frozen=True, slots=True)
class Board:
    rooms: Sequence[Row]
    totals: Totals


def board_of(games: Sequence[Game], scene: Scene, seconds: float) -> Board:
    """How it stands, so many seconds after the beginning."""
    rows = [_row(game, scene) for game in games]
    return Board(rows, _totals(rows, scene, seconds))


def _row(game: Game, scene: Scene) -> Row:
    record, host = game.record, game.host
    urls = scene.options.urls
    return Row(
        code=record.code,
        host="" if host is None else urls[host.at % len(urls)],
        connected=len(game.present),
        players=record.seats,
        version=record.version,
        events_per_second=record.events.per_second(scene.now()),
        last_event=record.last_event,
        state=_phase(game, scene),
        agree=record.agrees,
    )


def _phase(game: Game, scene: Scene) -> RoomPhase:
    record, phases = game.record, [player.phase for player in game.players]
    if not record.code:
        return RoomPhase.WAITING if scene.doors.creating.wait else RoomPhase.OPENING
    if record.is_over or all(phase is Phase.OVER for phase in phases):
        return RoomPhase.CLOSED if record.is_ending else RoomPhase.LOST
    if record.is_ending:
        return RoomPhase.ENDING
    if Phase.AWAY in phases:
        return RoomPhase.COMING_BACK
    if Phase.COMING_IN in phases:
        return RoomPhase.WAITING if scene.doors.joining.wait else RoomPhase.FILLING
    return RoomPhase.PLAYING


def _totals(rows: Sequence[Row], scene: Scene, seconds: float) -> Totals:
    tally, doors = scene.tally, scene.doors
    return Totals(
        seconds=round(seconds, 1),
        sockets=sum(row.connected for row in rows),
        players=sum(row.players for row in rows),
        events=tally.events,
        events_per_second=sum(row.events_per_second for row in rows),
        commands=tally.results(),
        errors=dict(sorted(tally.errors.items())),
        returns=len(tally.returns),
        return_median=tally.median_return,
        return_worst=tally.worst_return,
        resynchronisations=tally.resynchronised,
        agreements=tally.agreed,
        waiting=round(max(doors.creating.wait, doors.joining.wait), 1),
        findings=len(scene.findings),
    )
