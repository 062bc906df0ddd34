"""The pauses between tries."""

from itertools import islice

from greenroom_client.pauses import pauses


def test_each_pause_is_about_twice_the_one_before_and_none_is_long() -> None:
    middles = [0.5, 1, 2, 4, 5, 5, 5]
    for _ in range(100):
        for pause, middle in zip(islice(pauses(), 7), middles, strict=True):
            assert middle * 0.5 <= pause <= middle * 1.5


def test_no_two_clients_are_in_step() -> None:
    assert len({next(pauses()) for _ in range(100)}) == 100


def test_pauses_never_end() -> None:
    assert next(islice(pauses(), 5_000, None)) <= 7.5
