"""One socket on its own: what waits until it is open, and what it is told."""

import pytest

from application.commit import Commit
from application.ports import Identity
from domain.events import LockToggled
from domain.room import Room
from entrypoints.realtime.announcements import Announcement, closed
from entrypoints.realtime.messages.outgoing import ClosedReason, UserKicked
from entrypoints.realtime.packets import event
from entrypoints.realtime.session import Phase, Session
from tests.backstage import session_on
from tests.lines import Line
from tests.rooms import ADA, BEN, CODE, NODE, a_room, after, socket_of

WORD = Announcement(event(UserKicked()))


def a_line() -> Line:
    return Line("a line", lambda line: None, lambda line: None)


def a_session(line: Line, given_up: list[Session] | None = None) -> Session:
    return session_on(line, Identity(CODE, ADA), socket_of(ADA), given_up)


def a_commit(room: Room) -> Commit:
    """The one that led to this room."""
    return Commit.of(None, room, (LockToggled(is_locked=True),))


ROOM = a_room(with_members=2, connected=[ADA, BEN])
LATER = after(ROOM, (LockToggled(is_locked=True),))


async def test_nothing_is_said_before_it_is_open() -> None:
    line = a_line()
    session = a_session(line)
    session.hear(a_commit(LATER), WORD)
    session.skip_to(LATER)
    session.hear(a_commit(LATER), closed(ClosedReason.HOST_CLOSED))
    assert line.said == []
    assert session.phase is Phase.ENTERING


async def test_what_waited_is_said_in_its_order_save_for_what_the_state_covers() -> None:
    line = a_line()
    session = a_session(line)
    session.hear(a_commit(ROOM), WORD)
    session.hear(a_commit(LATER), WORD)
    session.open(ROOM)
    assert line.names == ["CONNECT", "room:state", "user:kicked"]
    session.hear(a_commit(LATER), WORD)
    assert line.names[-2:] == ["user:kicked", "user:kicked"]


async def test_commits_of_another_room_are_none_of_its_business() -> None:
    line = a_line()
    session = a_session(line)
    session.open(ROOM)
    session.hear(a_commit(after(a_room(code="OTHER"), ())), WORD)
    assert line.names == ["CONNECT", "room:state"]


async def test_an_announcement_without_words_says_nothing() -> None:
    line = a_line()
    session = a_session(line)
    session.open(ROOM)
    session.hear(a_commit(LATER), Announcement(None))
    assert line.names == ["CONNECT", "room:state"]


@pytest.mark.parametrize(("room", "versions"), [(ROOM, [1]), (LATER, [1, 2])])
async def test_it_skips_to_a_room_that_is_news(room: Room, versions: list[int]) -> None:
    line = a_line()
    session = a_session(line)
    session.open(ROOM)
    session.skip_to(room)
    assert line.versions == versions


async def test_one_that_is_lost_is_told_no_more() -> None:
    line = a_line()
    session = a_session(line)
    session.open(ROOM)
    session.lost()
    session.hear(a_commit(LATER), WORD)
    session.skip_to(LATER)
    assert line.names == ["CONNECT", "room:state"]


async def test_one_that_is_sent_away_is_told_no_more() -> None:
    line = a_line()
    session = a_session(line)
    session.open(ROOM)
    session.hear(a_commit(LATER), closed(ClosedReason.HOST_CLOSED))
    session.hear(a_commit(after(LATER, ())), WORD)
    session.skip_to(after(LATER, ()))
    assert session.phase is Phase.SENT_AWAY
    assert line.names == ["CONNECT", "room:state", "room:closed", "DISCONNECT"]
    line.keep()


@pytest.mark.parametrize(
    ("room", "belongs"),
    [
        (ROOM, True),
        (a_room(with_members=1, connected=[]), True),
        (after(ROOM, ROOM.connect(ADA, "elsewhere", NODE)), False),
        (a_room(with_members=2, connected=[ADA], code="OTHER"), False),
    ],
    ids=["connected", "away", "connected elsewhere", "another room"],
)
async def test_it_belongs_where_the_room_has_it_connected(room: Room, belongs: bool) -> None:
    session = a_session(a_line())
    session.open(ROOM)
    assert session.belongs_in(room) is belongs
    session.transport.keep()


async def test_one_that_the_store_takes_for_gone_is_given_up_once_for_each_time() -> None:
    given_up: list[Session] = []
    session = session_on(a_line(), Identity(CODE, ADA), socket_of(ADA), given_up)
    session.open(ROOM)
    assert session.belongs_in(ROOM)
    assert given_up == []
    assert session.belongs_in(after(ROOM, ROOM.disconnect(ADA, socket_of(ADA))))
    assert given_up == [session]
