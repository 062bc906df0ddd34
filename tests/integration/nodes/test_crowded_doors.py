"""Many at once, through two nodes."""

import asyncio

from tests.crowd import Door, statuses
from tests.shared_stores import Look


async def test_of_forty_who_join_at_once_for_ten_places_nine_get_in(door: Door) -> None:
    for _ in range(20):
        host = await door.create(max_users=10)
        answers = await asyncio.gather(*(door.ask_to_join(host.code, turn) for turn in range(40)))
        assert statuses(answers) == {200: 9, 400: 31}
        refused = [answer.json()["code"] for answer in answers if answer.status_code == 400]
        assert refused == ["ROOM_FULL"] * 31


async def test_joins_that_race_a_close_leave_nothing_behind(door: Door, look: Look) -> None:
    held = await look.count()
    for _ in range(50):
        host = await door.create()
        await host.enter()
        joins = [asyncio.create_task(door.ask_to_join(host.code, turn)) for turn in range(6)]
        closing = asyncio.create_task(host.call("room:close"))
        joins += [asyncio.create_task(door.ask_to_join(host.code, turn)) for turn in range(6)]
        answers = await asyncio.gather(*joins)
        assert await closing == {"ok": True}
        assert set(statuses(answers)) <= {200, 404}
        assert await look.footprint(host.code) == {}
        await host.close()
    assert await look.count() == held
