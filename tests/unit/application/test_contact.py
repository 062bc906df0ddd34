"""How long the store has been answering."""

from application.contact import Contact


def a_contact(*answers: float) -> Contact:
    contact = Contact(longest_gap=10)
    for time in answers:
        contact.answered(time)
    return contact


def test_there_is_none_before_the_first_answer() -> None:
    assert a_contact().lasts(100) == 0


def test_it_lasts_from_the_first_answer_on() -> None:
    assert a_contact(100, 105, 115).lasts(120) == 20


def test_it_is_broken_while_nothing_was_heard_for_longer_than_the_gap() -> None:
    contact = a_contact(100)
    assert contact.lasts(110) == 10
    assert contact.lasts(110.1) == 0


def test_it_begins_anew_with_an_answer_after_too_long() -> None:
    contact = a_contact(100, 105, 115.1)
    assert contact.lasts(116.1) == 1


def test_a_failure_breaks_it_until_the_next_answer() -> None:
    contact = a_contact(100, 105)
    contact.failed()
    assert contact.lasts(106) == 0
    contact.answered(107)
    assert contact.lasts(108) == 1
