"""Rooms in and out of PostgreSQL: what a statement is given, and what its rows mean."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec
import structlog

from adapters.commit_codec import message_of
from adapters.postgres_link import PostgresLink
from adapters.postgres_notice import LONGEST, encode_notice
from adapters.postgres_room_functions import COMMIT, COMPARE, READ
from adapters.room_codec import decode_room, encode_room, encode_user
from adapters.room_steps import Batch, Late, Moved, RoomSteps, Standing, may_stand_behind
from adapters.store_clock import StoreClock
from application.errors import StoreUnavailable
from domain.moment import from_milliseconds
from domain.room import Room

log = structlog.stdlib.get_logger(__name__)

_users = msgspec.json.Decoder(list[msgspec.Raw])


class PostgresRoomSteps(RoomSteps):
    """Each step is one statement, one transaction and one round trip."""

    def __init__(self, link: PostgresLink, clock: StoreClock) -> None:
        self._link = link
        self._clock = clock

    async def know_the_time(self, due: float) -> None:
        await self._link.know_the_time(self._clock, due)

    async def read(self, code: str, due: float) -> Standing | None:
        (row,) = (await self._link.ask(due, READ, code)).rows
        self._clock.observe_moment(row["now"])
        return _standing(code, row)

    async def revisions(self, codes: Sequence[str], due: float) -> Mapping[str, str]:
        rows = (await self._link.ask(due, COMPARE, list(codes))).rows
        self._clock.observe_moment(rows[0]["now"])
        return {row["code"]: row["revision"] for row in rows if row["code"] is not None}

    async def commit(self, batch: Batch, due: float) -> Standing:
        answer = await self._link.ask(due, COMMIT, *_arguments(batch, self._link.schema))
        (row,) = answer.rows
        self._clock.observe_moment(row["now"])
        match row["outcome"]:
            case "done":
                return Standing(batch.after)
            case "late":
                raise Late
        found = batch.before and _standing(batch.after.code, row)
        if answer.is_repeated and batch.commits and may_stand_behind(batch, found):
            raise StoreUnavailable  # it may have moved by this very commit, sent before
        raise Moved(found)


def _standing(code: str, row: asyncpg.Record) -> Standing | None:
    if row["room"] is None:
        return None
    try:
        return Standing(room_in(row))
    except ValueError as error:
        log.error("no room of ours", room=code, reason=str(error)[:200])
        raise StoreUnavailable from None


def room_in(row: asyncpg.Record) -> Room:
    """The room of a row. Raises `ValueError` where it is none of ours."""
    users = [bytes(user) for user in _users.decode(row["users"])]
    return decode_room(row["room"].encode(), users)


def _arguments(batch: Batch, channel: str) -> list[Any]:
    """The parameters of `commit_room`."""
    before, after = batch.before, batch.after
    kind = _kind(batch)
    notice = message = None
    room = users = ""
    if kind != "check":
        told = message_of(batch.commits)
        notice = encode_notice(after.code, after.revision, told)
        if len(notice) > LONGEST:
            notice, message = encode_notice(after.code, after.revision), told.decode()
    if kind in ("add", "write"):
        room = encode_room(after).decode()
        users = b",".join(encode_user(one, after.code) for one in after.members.values()).decode()
    return [
        kind,
        after.code,
        after.room_id,
        before and before.room.revision,
        after.revision,
        after.version,
        after.expires_at,
        room,
        f"[{users}]",
        from_milliseconds(batch.not_after),
        channel,
        notice and notice.decode(),
        message,
    ]


def _kind(batch: Batch) -> str:
    if batch.before is None:
        return "add"
    if not batch.commits:
        return "check"
    return "write" if batch.after.is_open else "close"
