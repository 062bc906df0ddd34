"""What the players of one room share."""

from greenroom_bots.hearing import Knowledge
from greenroom_bots.record import NEVER_CAME, Record


def a_room_of(*names: str) -> Record:
    record = Record(seats=len(names))
    for name in names:
        record.admitted(name.lower(), name)
    return record


def test_who_goes_unasked_is_not_expected_to() -> None:
    record = a_room_of("Ada", "Ben")
    assert record.gone("ada") is False
    record.goes("ben")
    assert record.gone("ben") is True
    assert record.gone("nobody") is True
    assert record.is_missing_somebody


def test_who_was_not_sent_away_after_all_is_still_a_member() -> None:
    record = a_room_of("Ada")
    record.goes("ada")
    assert record.is_missing_somebody
    record.stays("ada")
    assert not record.is_missing_somebody
    record.gone("ada")
    record.stays("ada")
    assert record.is_missing_somebody, "who has gone does not stay"


def test_the_facts_are_about_members_alone() -> None:
    record = a_room_of("Ada", "Ben", "Cleo")
    record.goes("ben")
    record.gone("cleo")
    facts = record.facts(["ada", "ben"])
    assert (facts.here, facts.members, facts.gone) == (["ada"], ["ada"], ["cleo"])


def test_a_member_who_is_none_of_ours_and_stays_away_is_a_stranger() -> None:
    record = a_room_of("Ada")
    members = {"ada": True, "late": False, "guest": True}
    assert record.strangers(members, now=100) == []
    assert record.strangers(members, now=100 + NEVER_CAME) == ["late"]
    assert record.strangers({"ada": True}, now=200) == []
    assert record.strangers(members, now=201) == [], "it counts from when it was seen again"


def test_the_first_reason_for_the_end_counts() -> None:
    record = a_room_of("Ada")
    assert not record.is_over
    record.closed("HOST_CLOSED")
    record.closed("LOST")
    assert record.over == "HOST_CLOSED"


def test_findings_call_people_by_their_names() -> None:
    assert a_room_of("Ada", "Ben").named("ben is here / away") == "Ben is here / away"


def test_acts_under_way_are_counted_whatever_becomes_of_them() -> None:
    record = a_room_of("Ada")
    try:
        with record.acting():
            assert record.busy == 1
            raise ConnectionError
    except ConnectionError:
        pass
    assert record.busy == 0


def test_the_lock_is_what_all_agreed_on() -> None:
    record = a_room_of("Ada")
    record.lock.unknown()
    record.agreed(Knowledge("ada", is_locked=True, members={"ada": True}))
    assert record.agrees
    assert record.lock.expected is True
