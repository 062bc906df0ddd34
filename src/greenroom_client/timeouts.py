"""How long a client waits, for what."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """All in seconds, and all above 0."""

    answer: float = 10.0
    """For the answer to one HTTP request."""

    repeat: float = 15.0
    """Within which a request is repeated whose answer did not come, or was a 503."""

    connect: float = 10.0
    """For one try to connect, as far as the state of the room."""

    command: float = 10.0
    """For the acknowledgement of a command. The server promises its `REDIS_COMMAND_TIMEOUT`."""

    away: float | None = None
    """For a lost connection to be restored; None is as long as it takes."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not value > 0:
                raise ValueError(f"{field.name} must be above 0 seconds, not {value!r}.")
