"""The contract: whoever compares what it knows with the store learns the truth."""

from datetime import timedelta

from application.contract.changes import close, joining, toggle
from application.contract.fresh import fresh_code
from application.contract.given import HOUR, OPERATIONS, open_party, open_room
from application.contract.store_under_test import StoreUnderTest
from domain.room import Room

MANY = 200


class Comparing:
    """`revisions`."""

    async def test_the_revision_of_a_room_is_the_one_that_it_has_now(
        self, stores: StoreUnderTest
    ) -> None:
        for turn, (operation, change) in enumerate(OPERATIONS.items()):
            party = await open_party(stores)
            await _tells(stores, party.room, f"before {operation}")
            after = await stores.node(turn).rooms.update(party.code, change(party))
            await _tells(stores, after.room, f"after {operation}")

    async def test_of_many_rooms_each_has_its_own_revision(self, stores: StoreUnderTest) -> None:
        rooms = [await open_room(stores) for _ in range(MANY)]
        changed = (await stores.second.rooms.update(rooms[0].code, joining())).room
        expected = {room.code: room.revision for room in (changed, *rooms[1:])}
        found = await stores.first.rooms.revisions([*expected])
        assert found == expected, f"of {MANY} rooms, {len(found)} were told of, or wrongly"
        assert await stores.first.rooms.revisions([]) == {}

    async def test_a_room_that_is_gone_has_no_revision(self, stores: StoreUnderTest) -> None:
        closed, kept = await open_room(stores), await open_room(stores)
        expired = await open_room(stores, age=HOUR - timedelta(seconds=0.5))
        await stores.first.rooms.update(closed.code, close)
        changed = (await stores.first.rooms.update(kept.code, toggle)).room
        await stores.elapse(0.7)
        codes = [closed.code, expired.code, fresh_code(), kept.code]
        for node in (stores.first, stores.second):
            found = await node.rooms.revisions(codes)
            assert found == {kept.code: changed.revision}, (
                f"of a closed room, one past its deadline, one that never was and {kept.code}, "
                f"the store tells {found}"
            )


async def _tells(stores: StoreUnderTest, room: Room, when: str) -> None:
    for node in (stores.first, stores.second):
        found = await node.rooms.revisions([room.code])
        assert found == {room.code: room.revision}, (
            f"{when}: the revision is {room.revision!r}, and the store tells {found}"
        )
