"""What clients send and get beside rooms (seed document, "HTTP Endpoints")."""

import msgspec

from application.admission import Admission


class NewRoom(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """`POST /rooms`. `maxUsers` may be left out or null: the server's default then."""

    display_name: str
    max_users: int | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """`POST /rooms/:code/join`."""

    display_name: str


class Admitted(msgspec.Struct, frozen=True, rename="camel"):
    """The answer of create, join and rejoin."""

    room_code: str
    token: str

    @classmethod
    def of(cls, admission: Admission) -> "Admitted":
        return cls(room_code=admission.room_code, token=admission.token)


class Checks(msgspec.Struct, frozen=True):
    """One entry for each thing that was asked whether it serves: `ok` or `error`."""

    store: str | msgspec.UnsetType = msgspec.UNSET


class HealthReport(msgspec.Struct, frozen=True):
    """The answer of `GET /health`: `ok`, `degraded` when a check is not, or `draining`."""

    status: str
    checks: Checks


class Liveness(msgspec.Struct, frozen=True):
    """The answer of `GET /health/live`: `ok`."""

    status: str
