"""Commands, kills, cuts and reconnects in any order on two live nodes. In the end the room is
sound, everybody knows what the store has, and everything acknowledged has happened once."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.catches import COMMIT, What, having
from tests.efforts import times
from tests.evening import Evening
from tests.gated_nodes import GatedNode, gated_node
from tests.redis_rooms import Node as Store
from tests.redis_rooms import node_at
from tests.servers import ValkeyServer

SETTINGS = {
    "LEASE_SECONDS": "3",
    "LEASE_REFRESH_SECONDS": "1",
    "HOST_GRACE_SECONDS": "0",
    "REDIS_COMMAND_TIMEOUT": "500",
}
LOST = {What.COMMAND: COMMIT, What.REPLY: COMMIT, What.MESSAGE: having()}
"""What gets lost between a node and the store."""

OFTEN = {"lose": 6, "enter": 4, "kill": 3, "cut": 3, "cut_off": 3, "mend": 3}
SOMETIMES = dict.fromkeys(("join", "join_again", "hand_to", "vanish", "start", "wait"), 2)
SELDOM = dict.fromkeys(("toggle", "kick", "leave"), 1)
WEIGHTED = [name for name, weight in (OFTEN | SOMETIMES | SELDOM).items() for _ in range(weight)]
"""What happens, as often as it is here. Faults have commands under way."""


class Step(NamedTuple):
    """One thing that happens; each kind takes what it needs of the rest."""

    name: str
    who: int
    turn: int
    times: int
    milliseconds: int
    what: What
    cuts: bool


steps = st.builds(
    Step,
    name=st.sampled_from(WEIGHTED),
    who=st.integers(0, 11),
    turn=st.integers(0, 1),
    times=st.integers(1, 5),
    milliseconds=st.integers(0, 10),
    what=st.sampled_from(list(LOST)),
    cuts=st.booleans(),
)


class Stage(NamedTuple):
    """What all examples share: starting nodes takes longer than most of them."""

    runner: asyncio.Runner
    nodes: list[GatedNode]
    store: Store


class TwoNodesMachine(RuleBasedStateMachine):
    """Every example has a room of its own."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._runner = stage.runner
        self._nodes = stage.nodes
        self._evening = Evening(stage.nodes, stage.store)

    @initialize(guests=st.integers(2, 5))
    def begin(self, guests: int) -> None:
        self._runner.run(self._evening.begin(guests))

    @rule(step=steps)
    def happen(self, step: Step) -> None:
        """One rule for everything: of many, Hypothesis would leave out most in an example."""
        self._runner.run(self._happen(step))

    async def _happen(self, step: Step) -> None:
        evening, node = self._evening, self._nodes[step.turn]
        person = evening.people[step.who % len(evening.people)]
        match step.name:
            case "toggle":
                await evening.toggle(step.times)
            case "join" | "join_again":
                await getattr(evening, step.name)(step.turn)
            case "enter":
                await evening.enter(person, step.turn)
            case "vanish" | "hand_to" | "kick" | "leave":
                await getattr(evening, step.name)(person)
            case "mend":
                node.mend()
            case "lose":
                for either in self._nodes:  # wherever the host is
                    either.lose(step.what, LOST[step.what], cuts=step.cuts)
                await evening.toggle(step.times)
            case "wait":
                await asyncio.sleep(step.times / 2)
            case _:
                await self._strike(step, node)

    async def _strike(self, step: Step, node: GatedNode) -> None:
        """A fault, with commands under way."""
        match step.name:
            case "kill" if all(node.is_alive for node in self._nodes):
                strike = node.kill
            case "kill" | "start":
                strike = node.start
            case "cut":
                strike = node.cut
            case _:
                strike = node.cut_off
        await self._evening.toggle_and(step.times, step.milliseconds, strike)

    def teardown(self) -> None:
        self._runner.run(self._evening.end())


@pytest.fixture
def stage() -> Iterator[Stage]:
    with ValkeyServer() as server, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        nodes = [
            runner.run(stack.enter_async_context(gated_node(server, SETTINGS))) for _ in range(2)
        ]
        yield Stage(runner, nodes, runner.run(stack.enter_async_context(node_at(server.url))))
        runner.run(stack.aclose())
        assert [node.node.complaints() for node in nodes] == [[], []]


def test_whatever_befalls_two_nodes_in_the_end_everything_is_as_it_was_told(stage: Stage) -> None:
    run_state_machine_as_test(
        lambda: TwoNodesMachine(stage),
        settings=settings(
            max_examples=times(8, 60),
            stateful_step_count=times(15, 30),
            deadline=None,
            phases=[Phase.generate],  # a kill never falls twice in the same moment
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
