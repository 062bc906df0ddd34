"""The room endpoints, described: what each takes, and every error that it can tell."""

from litestar.exceptions import InternalServerException, NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from application.errors import (
    Busy,
    InvalidToken,
    RateLimited,
    RoomCodeGenerationFailed,
    StoreFull,
    StoreUnavailable,
)
from domain.errors import (
    IdempotencyKeyReused,
    MemberNotFound,
    RoomFull,
    RoomLocked,
    RoomNotFound,
)
from domain.room_state import RoomState
from entrypoints.http.bodies import A_TOKEN, Admitted, Entry, NewRoom
from entrypoints.http.decoding import decode
from entrypoints.http.idempotency import idempotency_key
from entrypoints.http.operation import UNREADABLE, Operation, Reply, raised_by
from entrypoints.http.reading import late_body, not_json
from entrypoints.room_rules import RoomRules
from entrypoints.wire import A_MOMENT, A_USER_ID, RoomView

TAG = "rooms"

COUNTED = (RateLimited(17),)
STORE = (StoreUnavailable(), Busy(), InternalServerException())
UNREAD = (late_body(), RequestEntityTooLarge())
NO_ROOM = (RoomNotFound(), NotFoundException())
"""No room has this code; or it is no part of a path at all: too long, or with a slash in it."""


def creating(rules: RoomRules) -> Operation:
    """`POST /rooms`."""
    return Operation(
        id="createRoom",
        tag=TAG,
        summary="Create a room",
        description="Open a room and become its host. The token is yours: it opens the socket, "
        "and comes back with `rejoinRoom`.",
        bodies={"As large as may be": NewRoom("Ada"), "For eight": NewRoom("Ada", _few(rules, 8))},
        replies=(
            Reply(
                status=201,
                description="The room is open.",
                examples={"The host": Admitted(rules.example_code, A_TOKEN)},
                headers=("Location",),
            ),
        ),
        refusals=(
            *UNREADABLE,
            *_bad_bodies(rules, NewRoom),
            raised_by(rules.sizes.read, 0),
            *_bad_keys(),
            *UNREAD,
            not_json(),
            *COUNTED,
            RoomCodeGenerationFailed(10),
            StoreFull(),
            *STORE,
        ),
        takes_key=True,
        is_counted=True,
    )


def looking(rules: RoomRules) -> Operation:
    """`GET /rooms/{code}`."""
    room = RoomView(
        code=rules.example_code,
        host_id=A_USER_ID,
        is_locked=False,
        max_users=_few(rules, 20),
        state=RoomState.CREATED,
        created_at=A_MOMENT,
        updated_at=A_MOMENT,
    )
    return Operation(
        id="getRoom",
        tag=TAG,
        summary="Look at a room",
        description="Whether there is such a room, and what it is like. Nobody needs a token for "
        "it; who is in the room is told to its members, by socket.",
        replies=(Reply(status=200, description="The room.", examples={"A room": room}),),
        refusals=(*UNREADABLE, *NO_ROOM, *COUNTED, *STORE),
        is_counted=True,
    )


def joining(rules: RoomRules) -> Operation:
    """`POST /rooms/{code}/join`."""
    return Operation(
        id="joinRoom",
        tag=TAG,
        summary="Join a room",
        description="Become a member of a room. The token is yours, as with `createRoom`.",
        bodies={"A guest": Entry("Ben")},
        replies=(_admitted(rules, "You are a member.", "A guest"),),
        refusals=(
            *UNREADABLE,
            *_bad_bodies(rules, Entry),
            *_bad_keys(),
            RoomLocked(),
            RoomFull(_few(rules, 8)),
            *NO_ROOM,
            *UNREAD,
            not_json(),
            *COUNTED,
            StoreFull(),
            *STORE,
        ),
        takes_key=True,
        is_counted=True,
    )


def rejoining(rules: RoomRules) -> Operation:
    """`POST /rooms/{code}/rejoin`."""
    return Operation(
        id="rejoinRoom",
        tag=TAG,
        summary="Come back to a room",
        description="Exchange a member's token for a new one, whose life begins now: after a page "
        "was reloaded, say. The old one stays good. A body is not looked at.",
        replies=(_admitted(rules, "You are still a member.", "A member"),),
        refusals=(
            *UNREADABLE,
            InvalidToken(),
            *NO_ROOM,
            MemberNotFound(A_USER_ID),
            *UNREAD,
            *COUNTED,
            *STORE,
        ),
        takes_token=True,
        is_counted=True,
    )


def _admitted(rules: RoomRules, description: str, who: str) -> Reply:
    admitted = Admitted(rules.example_code, A_TOKEN)
    return Reply(status=200, description=description, examples={who: admitted})


def _bad_bodies(rules: RoomRules, kind: type[NewRoom | Entry]) -> tuple[Exception, ...]:
    return (
        raised_by(decode, b"[]", kind),
        raised_by(decode, b'{"displayName": 7, "colour": "red"}', kind),
        raised_by(rules.names.read, ""),
    )


def _bad_keys() -> tuple[Exception, ...]:
    return raised_by(idempotency_key, ["short"]), IdempotencyKeyReused()


def _few(rules: RoomRules, wanted: int) -> int:
    """As many users as this, or as a room may have."""
    return min(wanted, rules.sizes.limit)
