"""A room whose commits do not continue where the announcements stand (DESIGN, "The relay")."""

import asyncio

from application.deadline import answer_due
from application.errors import StoreUnavailable
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.hosted_room import PATIENCE
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CODE, NODE
from tests.stepped_store import SteppedStore

FIRST = ("CONNECT", "room:state")


def toggled(room: Room) -> Events:
    return room.toggle_lock(by=ADA)


async def test_after_an_interruption_everybody_is_shown_the_room_afresh(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    node.store.hold()
    await node.change(toggled)
    node.store.interrupt()
    await idle()
    for line in (ada, ben):
        assert line.names[-1] == "room:state"
        assert line.payloads("room:state")[-1]["room"]["isLocked"] is True
        assert "room:lock_toggled" not in line.names
    node.store.deliver()
    await node.change(toggled)
    await idle()
    assert ada.names == [*FIRST, "user:connected", "room:state", "room:lock_toggled"]


async def test_an_interruption_in_which_nothing_was_missed_is_not_noticed(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.interrupt()
    await idle()
    await node.change(toggled)
    await idle()
    assert line.names == [*FIRST, "room:lock_toggled"]


async def test_a_commit_that_was_lost_without_a_word_is_noticed_at_the_next(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    node.store.lose()
    await node.change(toggled)
    node.store.deliver()
    await idle()
    assert line.names == [*FIRST, "room:state"]
    assert line.versions == [2, 4]


async def test_what_comes_while_the_room_is_asked_for_is_part_of_the_answer(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.asking.close()
    node.store.interrupt()
    await idle()
    await node.change(toggled)
    await idle()
    assert line.names == [*FIRST]
    node.store.asking.open()
    await idle()
    assert line.versions == [2, 3]
    assert "room:lock_toggled" not in line.names
    assert node.store.questions == 1


async def test_what_comes_while_the_answer_is_on_its_way_follows_it(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    node.store.interrupt()
    node.store.answering.close()
    await idle()
    node.store.deliver()
    await node.change(toggled)
    await node.change(toggled)
    await idle()
    node.store.answering.open()
    await idle()
    assert line.versions == [2, 3]
    assert line.names == [*FIRST, "room:state", "room:lock_toggled", "room:lock_toggled"]


async def test_an_interruption_while_the_room_is_asked_for_makes_it_ask_again(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    node.store.hold()
    await node.change(toggled)
    node.store.interrupt()
    node.store.deliver()
    await idle()
    node.store.answering.open()
    await idle()
    assert line.versions == [2, 3]


async def test_an_interruption_before_the_question_is_part_of_it(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.asking.fail_next(StoreUnavailable())
    node.store.interrupt()
    await idle()
    node.store.interrupt()
    await node.change(toggled)
    await asyncio.sleep(1.5)
    assert line.versions == [2, 3]
    assert node.store.questions == 2


async def test_one_who_enters_is_not_judged_by_an_answer_from_before(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada = await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    ben = await node.enter(BEN)
    assert ben.names == [*FIRST]
    node.store.answering.open()
    await idle()
    await asyncio.sleep(2)
    await node.change(toggled)
    await idle()
    assert not ben.closed
    assert ben.names == [*FIRST, "room:lock_toggled"]
    assert ada.names == [*FIRST, "user:connected", "room:lock_toggled"]


async def test_one_who_enters_while_the_room_is_asked_for_is_shown_what_it_missed(
    node: Backstage,
) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    node.store.asking.close()
    node.store.interrupt()
    await idle()
    ben = await node.enter(BEN)
    node.store.hold()
    await node.change(toggled)
    node.store.lose()
    node.store.deliver()
    node.store.asking.open()
    await idle()
    assert ben.names == [*FIRST, "room:state"]
    assert ben.versions == [4, 5]


async def test_one_who_is_still_entering_skips_what_was_missed(node: Backstage) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    node.store.confirming.close()
    ben = node.line()
    entering = asyncio.create_task(node.knock(BEN, ben))
    await idle()
    node.store.hold()
    await node.change(toggled)
    node.store.interrupt()
    node.store.deliver()
    await idle()
    await node.change(toggled)
    await idle()
    node.store.confirming.open()
    await entering
    assert ben.versions == [4, 5]
    assert ben.names == [*FIRST, "room:state", "room:lock_toggled"]


async def test_one_who_was_kicked_unheard_is_sent_away(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    node.store.hold()
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    node.store.interrupt()
    await idle()
    assert ada.names[-1] == "room:state"
    assert ben.names[-2:] == ["error:room", "DISCONNECT"]
    assert ben.payloads("error:room")[0]["code"] == "MEMBER_NOT_FOUND"


async def test_one_who_was_replaced_unheard_is_sent_away(node: Backstage) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    node.store.hold()
    await node.change(lambda room: room.connect(ADA, "elsewhere", NODE))
    node.store.interrupt()
    await idle()
    assert line.names == [*FIRST, "error:room", "DISCONNECT"]
    assert line.payloads("error:room")[0]["code"] == "SESSION_REPLACED"


async def test_a_room_that_was_closed_unheard_is_told_once(node: Backstage) -> None:
    await node.room(ADA, BEN)
    ada, ben = await node.enter(ADA), await node.enter(BEN)
    node.store.hold()
    await node.change(lambda room: room.close(by=ADA))
    node.store.interrupt()
    node.store.interrupt()
    await idle()
    for line in (ada, ben):
        assert line.names[-2:] == ["room:closed", "DISCONNECT"]
        assert line.payloads("room:closed") == [{"reason": "LOST"}]
        assert not line.closed
    await asyncio.sleep(2)
    assert ada.closed
    assert ben.closed


async def test_after_a_rollback_of_the_store_everybody_is_shown_what_is_left(
    node: Backstage,
) -> None:
    await node.room(ADA)
    line = await node.enter(ADA)
    entered = await node.store.get(CODE)
    for _ in range(3):
        await node.change(toggled)
    await idle()
    await node.store.roll_back(entered)
    await node.change(toggled)
    await node.change(toggled)
    await idle()
    locks = ["room:lock_toggled"] * 3
    assert line.names == [*FIRST, *locks, "room:state"]
    assert line.versions == [2, 4]


async def test_a_rollback_before_the_first_commit_was_heard_is_noticed(node: Backstage) -> None:
    room = await node.room(ADA, BEN)
    node.store.hold()
    line = await node.enter(ADA)
    node.store.interrupt()
    node.store.deliver()
    await idle()
    await node.store.roll_back(room)
    await node.change(lambda room: room.connect(ADA, node.session(line).socket_id, NODE))
    await idle()
    assert line.names == [*FIRST, "room:state"]
    assert line.versions == [3, 3]


async def test_every_attempt_to_load_a_room_is_short() -> None:
    dues: list[float | None] = []

    class Silent(SteppedStore):
        async def get(self, code: str) -> Room:
            dues.append(answer_due())
            raise StoreUnavailable

    node = Backstage(Silent())
    await node.room(ADA)
    line = await node.enter(ADA)
    now = asyncio.get_running_loop().time()
    node.store.interrupt()
    await asyncio.sleep(1.5)
    line.die()
    await node.door.emptied()
    assert dues == [now + PATIENCE, now + 1 + PATIENCE]
