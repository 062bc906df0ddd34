"""What a player takes for impossible."""

import pytest

from greenroom_bots.hearing import Hearing, Knowledge
from greenroom_client import (
    Event,
    HostChanged,
    LeaveReason,
    LockToggled,
    MemberConnected,
    MemberDisconnected,
    MemberJoined,
    MemberLeft,
)
from tests.told_rooms import a_user, told


def one_who_heard(*events: Event) -> Hearing:
    hearing = Hearing("ada")
    for event in events:
        assert hearing.hear(event) is None, event
    return hearing


def test_what_follows_from_what_was_heard_is_known() -> None:
    hearing = one_who_heard(
        told("Ada", "Ben", version=3),
        MemberJoined(a_user("Cleo", connected=False)),
        MemberConnected(a_user("Cleo")),
        LockToggled(is_locked=True),
        HostChanged("ben"),
        MemberDisconnected(a_user("Ben", connected=False)),
        MemberLeft(LeaveReason.LEFT, "cleo"),
    )
    assert hearing.knowledge == Knowledge(
        "ben", is_locked=True, members={"ada": True, "ben": False}
    )


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (MemberJoined(a_user("Ben")), "Ben joins, who is a member already"),
        (MemberConnected(a_user("Dan")), "Dan comes or goes, who is no member"),
        (MemberConnected(a_user("Ben")), "Ben comes, who is here already"),
        (MemberDisconnected(a_user("Dan", connected=False)), "Dan comes or goes, who is no member"),
        (MemberLeft(LeaveReason.LEFT, "dan"), "dan leaves, who is no member"),
        (HostChanged("dan"), "dan becomes the host, who is no member"),
        (HostChanged("ada"), "Ada becomes the host, who is it already"),
        (LockToggled(is_locked=False), "the room is open, which it was already"),
    ],
)
def test_what_can_not_follow_is_told(event: Event, why: str) -> None:
    assert one_who_heard(told("Ada", "Ben", version=3)).hear(event) == why


def test_who_was_away_can_not_go_again() -> None:
    hearing = one_who_heard(
        told("Ada", "Ben", version=3), MemberDisconnected(a_user("Ben", connected=False))
    )
    again = hearing.hear(MemberDisconnected(a_user("Ben", connected=False)))
    assert again == "Ben goes, who is not here"


def test_versions_do_not_go_back_and_an_entry_is_a_new_one() -> None:
    hearing = one_who_heard(told("Ada", version=3))
    assert hearing.hear(told("Ada", version=3)) is None, "it may be shown again"
    assert hearing.hear(told("Ada", version=2)) == "version 2 after version 3"
    again = Hearing("ada", version=3)
    assert again.hear(told("Ada", version=3)) == "version 3 after version 3"


def test_a_player_is_in_what_it_is_shown() -> None:
    told_of_others = Hearing("ada").hear(told("Ben", version=3))
    assert told_of_others == "version 3 without itself as a member who is here"


def test_before_the_room_was_shown_nothing_is_known_or_wrong() -> None:
    hearing = one_who_heard(LockToggled(is_locked=True))
    assert hearing.knowledge is None
