"""How far behind a client may be, in characters and in seconds."""

from entrypoints.realtime.debt import LONGEST, MOST, Debt


def test_one_who_reads_at_once_is_never_behind() -> None:
    debt = Debt()
    for second in range(1000):
        assert debt.told(1000, second)
        debt.read(1000)


def test_one_who_reads_nothing_is_behind_at_the_limit() -> None:
    debt = Debt()
    assert debt.told(MOST, 0)
    assert debt.told(MOST, 0)  # one of them may be too large by itself
    assert not debt.told(1, 0)


def test_what_was_read_counts_no_more() -> None:
    debt = Debt()
    for _ in range(MOST // 1000 + 1):
        assert debt.told(1000, 0)
    debt.read(1000)
    assert debt.told(1000, 0)
    assert not debt.told(1000, 0)


def test_one_packet_may_be_as_large_as_it_is() -> None:
    debt = Debt()
    assert debt.told(10 * MOST, 0)
    assert debt.told(MOST - 1, 1)
    assert not debt.told(2, 2)


def test_a_large_packet_that_was_read_leaves_no_room_for_more() -> None:
    debt = Debt()
    assert debt.told(10 * MOST, 0)
    debt.read(10 * MOST)
    assert debt.told(1, 1)
    assert debt.told(MOST, 1)
    assert not debt.told(MOST, 1)


def test_one_who_reads_nothing_is_behind_when_its_time_is_over() -> None:
    debt = Debt()
    assert debt.told(1, 100)
    assert debt.told(1, 100 + LONGEST)
    assert not debt.told(1, 100.1 + LONGEST)


def test_one_who_reads_slowly_is_not_behind_while_nothing_waits_for_long() -> None:
    """Something is always unread here, but never the same."""
    debt = Debt()
    assert debt.told(1, 0)
    for second in range(1, 1000):
        assert debt.told(1, second)
        debt.read(1)


def test_one_who_reads_more_slowly_than_that_is_behind() -> None:
    """It reads one every two seconds of one a second."""
    debt = Debt()
    second = 0
    while debt.told(1, second) and second < 1000:
        debt.read(second % 2)
        second += 1
    assert LONGEST < second <= 4 * LONGEST


def test_a_pause_in_which_nothing_is_told_counts_for_nothing() -> None:
    debt = Debt()
    assert debt.told(1, 0)
    debt.read(1)
    assert not debt.is_old(1000)
    assert debt.told(1, 1000)
