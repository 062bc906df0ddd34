"""Whatever the order in which things happen: at the end every socket knows what the store has,
or is gone, and nothing is left behind."""

import asyncio
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hurried_loop import HurriedLoop
from tests.interleaving import GATES, Interleaving
from tests.rooms import PEOPLE

OFTEN = {"knock": 6, "knock_and_wait": 3, "open_all": 3, "toggle": 3, "let_through": 3}
SOMETIMES = dict.fromkeys(("interrupt_and_wait", "join", "die", "deliver", "wait", "hurry"), 2)
SELDOM = dict.fromkeys(
    (
        "kick",
        "leave",
        "transfer",
        "connect_elsewhere",
        "close",
        "mint_again",
        "say_goodbye",
        "command",
        "fail_one",
        "hold",
        "interrupt",
        "fail_feed",
        "lose",
        "lose_lease",
        "lose_node",
    ),
    1,
)
WEIGHTED = [name for name, weight in (OFTEN | SOMETIMES | SELDOM).items() for _ in range(weight)]


class Step(NamedTuple):
    """One thing that happens; each kind takes what it needs of the rest."""

    name: str
    user: str
    number: int
    gate: str


steps = st.builds(
    Step,
    name=st.sampled_from(WEIGHTED),
    user=st.sampled_from(PEOPLE),
    number=st.integers(0, 3),
    gate=st.sampled_from(GATES),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, min_size=8, max_size=40))
def test_in_the_end_every_socket_knows_what_the_store_has_or_is_gone(script: list[Step]) -> None:
    async def play() -> None:
        interleaving = Interleaving()
        await interleaving.begin()
        for step in script:
            await interleaving.step(step.name, step.user, step.number, step.gate)
        await interleaving.end()

    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        runner.run(play())
