"""What is counted of a room's feed: events, how late they come, and what was missed."""

from datetime import timedelta

import pytest

from application.errors import StoreUnavailable
from domain.events import Events
from domain.room import Room
from entrypoints.realtime.feed_metrics import TO_ONE
from entrypoints.realtime.messages.outgoing import OUTGOING, RoomFault, RoomState, UserToken
from tests.backstage import Backstage
from tests.hurried_loop import idle
from tests.rooms import ADA, BEN, CLEO, CODE
from tests.scrapes import Scrape, scrape_in

EVENTS = "greenroom_events_total"
LAG = "greenroom_feed_lag_seconds"
INTERRUPTIONS = "greenroom_feed_interruptions_total"
RESYNCHRONISATIONS = "greenroom_resynchronisations_total"


def toggled(room: Room) -> Events:
    return room.toggle_lock(by=ADA)


def told(node: Backstage) -> Scrape:
    return scrape_in(node.registry)


async def test_an_event_is_counted_once_however_many_sockets_hear_it(node: Backstage) -> None:
    await node.room(ADA, BEN, CLEO)
    for user_id in (ADA, BEN, CLEO):
        await node.enter(user_id)
    await node.change(toggled)
    await idle()
    assert told(node).values(EVENTS, "event") == {"user:connected": 2, "room:lock_toggled": 1}
    assert told(node).figure(f"{LAG}_count") == 3


async def test_a_kick_is_an_event_for_the_kicked_and_one_for_the_others(node: Backstage) -> None:
    await node.room(ADA, BEN)
    await node.enter(ADA)
    await node.change(lambda room: room.kick(by=ADA, target=BEN))
    await node.change(lambda room: room.close(by=ADA))
    await idle()
    assert told(node).values(EVENTS, "event") == {
        "user:kicked": 1,
        "user:left": 1,
        "room:closed": 1,
    }
    assert told(node).figure(f"{LAG}_count") == 2


async def test_every_event_of_a_room_is_told_before_it_occurs(node: Backstage) -> None:
    events = {dict(labels)["event"] for name, labels in told(node).series() if name == EVENTS}
    assert {RoomState, RoomFault, UserToken} == TO_ONE
    assert events == {kind.event for kind in OUTGOING} - {kind.event for kind in TO_ONE}


async def test_that_a_room_is_about_to_expire_and_that_it_has_are_counted_once(
    node: Backstage,
) -> None:
    room = await node.room(ADA, BEN)
    for user_id in (ADA, BEN):
        await node.enter(user_id)
    for moment in (room.last_call_at, room.expires_at):
        await node.pass_by(moment - node.store.clock.now() + timedelta(seconds=2))
    assert told(node).values(EVENTS, "event") == {
        "user:connected": 1,
        "room:expiring": 1,
        "room:closed": 1,
    }


async def test_the_lag_is_the_time_from_the_commit_to_the_announcement(node: Backstage) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    node.store.clock.advance(timedelta(milliseconds=200))
    await node.change(toggled)
    node.store.deliver()
    await idle()
    assert told(node).figure(f"{LAG}_count") == 2
    assert told(node).figure(f"{LAG}_sum") == pytest.approx(0.2)
    assert told(node).figure(f"{LAG}_bucket", le="0.001") == 1
    assert told(node).figure(f"{LAG}_bucket", le="0.1") == 1
    assert told(node).figure(f"{LAG}_bucket", le="0.25") == 2


async def test_a_clock_that_is_behind_makes_nothing_early(node: Backstage) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    node.store.clock.advance(timedelta(seconds=-5))
    node.store.deliver()
    await idle()
    assert told(node).figure(f"{LAG}_count") == 1
    assert told(node).figure(f"{LAG}_sum") == 0


async def test_an_interruption_in_which_nothing_was_missed_is_no_resynchronisation(
    node: Backstage,
) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    node.store.interrupt()
    await idle()
    assert told(node).figure(INTERRUPTIONS) == 1
    assert told(node).figure(RESYNCHRONISATIONS) == 0


async def test_a_room_is_resynchronised_once_for_all_of_its_sockets(node: Backstage) -> None:
    await node.room(ADA, BEN)
    for user_id in (ADA, BEN):
        await node.enter(user_id)
    before = told(node).figure(f"{LAG}_count")
    node.store.hold()
    await node.change(toggled)
    node.store.interrupt()
    await idle()
    assert told(node).figure(INTERRUPTIONS) == 1
    assert told(node).figure(RESYNCHRONISATIONS) == 1
    assert told(node).figure(f"{LAG}_count") == before, "what was missed was not announced"
    assert told(node).figure(EVENTS, event="room:lock_toggled") == 0


async def test_an_interruption_that_has_to_wait_is_counted_once(node: Backstage) -> None:
    """The room is being loaded already; what comes meanwhile is looked at afterwards."""
    await node.room(ADA)
    await node.enter(ADA)
    node.store.answering.close()
    node.store.interrupt()
    await idle()
    node.store.interrupt()
    await idle()
    node.store.answering.open()
    await idle()
    assert told(node).figure(INTERRUPTIONS) == 2


async def test_a_feed_that_broke_and_is_followed_again_was_interrupted(node: Backstage) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    node.store.fail_feed(StoreUnavailable())
    await node.pass_by(timedelta(seconds=2))
    assert node.relay.hosted == 1
    assert told(node).figure(INTERRUPTIONS) == 1


async def test_a_commit_lost_without_a_word_is_a_resynchronisation_alone(node: Backstage) -> None:
    await node.room(ADA)
    await node.enter(ADA)
    node.store.hold()
    await node.change(toggled)
    node.store.lose()
    await node.change(toggled)
    node.store.deliver()
    await idle()
    assert told(node).figure(INTERRUPTIONS) == 0
    assert told(node).figure(RESYNCHRONISATIONS) == 1
    assert (await node.store.get(CODE)).version == 4
