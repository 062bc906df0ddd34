"""What is counted of sockets: who enters, what they ask, and who does not read."""

from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram

from domain.errors import InvalidInput
from entrypoints.buckets import ANSWERS
from entrypoints.realtime.inbox import Command
from entrypoints.realtime.messages.incoming import INCOMING
from entrypoints.realtime.refusals import Refusal

OK, UNKNOWN = "ok", "unknown"
INVALID = InvalidInput.code


class SocketMetrics:
    """Counts entries, commands and slow readers. An event of no command that there is goes by
    `unknown`: labels are never what a client has made up."""

    def __init__(self, registry: CollectorRegistry) -> None:
        entries = Counter(
            "greenroom_entries",
            "Sockets that tried to enter a room.",
            ["result"],
            registry=registry,
        )
        commands = Counter(
            "greenroom_commands",
            "Commands that were answered.",
            ["command", "result"],
            registry=registry,
        )
        durations = Histogram(
            "greenroom_command_duration_seconds",
            "Time from a command's arrival to its answer, its wait for its turn included.",
            ["command"],
            buckets=ANSWERS,
            registry=registry,
        )
        known = [kind.event for kind in INCOMING]
        self._entries = _Results(entries, expected=OK)
        self._commands = {name: _Results(commands, name, expected=OK) for name in known}
        self._commands[UNKNOWN] = _Results(commands, UNKNOWN, expected=INVALID)
        self._durations = {name: durations.labels(name) for name in self._commands}
        self._slow_readers = Counter(
            "greenroom_slow_readers",
            "Connections cut off because their clients did not read.",
            registry=registry,
        )

    def entered(self) -> None:
        """Count a socket that is in."""
        self._entries.count(OK)

    def refused(self, code: str) -> None:
        """Count a socket that is not let in, and why."""
        self._entries.count(code)

    def answered(self, command: Command, refusal: Refusal | None) -> None:
        """Count a command that is done, or refused."""
        name = command.name if command.name in self._commands else UNKNOWN
        self._commands[name].count(OK if refusal is None else refusal.code)
        self._durations[name].observe(perf_counter() - command.arrived)

    def cut_off(self) -> None:
        """Count a slow reader."""
        self._slow_readers.inc()


class _Results:
    """A counter by its last label, the result. The one that is `expected` is told before it has
    occurred. Each is looked up once, as that takes a lock and the making of a key."""

    def __init__(self, counter: Counter, *labels: str, expected: str) -> None:
        self._counter = counter
        self._labels = labels
        self._children = {expected: counter.labels(*labels, expected)}

    def count(self, result: str) -> None:
        child = self._children.get(result)
        if child is None:
            child = self._children[result] = self._counter.labels(*self._labels, result)
        child.inc()
