"""The contract: of a room that is closed, nothing is left."""

from application.contract.changes import close, joining, kicking, leaving, nothing, toggle
from application.contract.given import open_party, open_room
from application.contract.promises import nothing_held, refusal, same_room
from application.contract.store_under_test import StoreUnderTest
from domain.errors import RoomNotFound
from domain.events import CloseReason, RoomClosed


class Ending:
    """`update` with a closing event, and what comes after."""

    async def test_closing_leaves_nothing(self, stores: StoreUnderTest) -> None:
        for turn in range(2):
            party = await open_party(stores)
            closed, events = await stores.node(turn).rooms.update(party.code, close)
            nothing_held(await stores.footprint(party.code), "after a room was closed")
            assert events == (RoomClosed(CloseReason.HOST_CLOSED),), f"closing told {events}"
            assert not closed.is_open, "the outcome of closing must be the closed room"

    async def test_the_last_one_out_leaves_nothing(self, stores: StoreUnderTest) -> None:
        room = await open_room(stores)
        await stores.second.rooms.update(room.code, leaving(room.host_id))
        nothing_held(await stores.footprint(room.code), "after the last member left")

    async def test_a_closed_room_is_not_found(self, stores: StoreUnderTest) -> None:
        party = await open_party(stores)
        await stores.first.rooms.update(party.code, close)
        for node in (stores.first, stores.second):
            with refusal(RoomNotFound, of="getting a closed room"):
                await node.rooms.get(party.code)
            for change in (nothing, close, joining()):
                with refusal(RoomNotFound, of="changing a closed room"):
                    await node.rooms.update(party.code, change)
        nothing_held(await stores.footprint(party.code), "after changes to a closed room")

    async def test_one_who_is_gone_leaves_nothing(self, stores: StoreUnderTest) -> None:
        party = await open_party(stores)
        await stores.first.rooms.update(party.code, kicking(party.bob))
        await stores.second.rooms.update(party.code, leaving(party.eve))
        for name in await stores.footprint(party.code):
            assert party.bob not in name, f"{name} is held after its member was kicked"
            assert party.eve not in name, f"{name} is held after its member left"

    async def test_a_code_can_be_used_again(self, stores: StoreUnderTest) -> None:
        old = await open_room(stores)
        for turn in range(8):
            await stores.node(turn).rooms.update(old.code, toggle)
            await stores.node(turn // 2).rooms.update(old.code, close)
            newer = await open_room(stores, code=old.code)
            same_room(await stores.second.rooms.get(old.code), newer, "the newer room")
            toggled = await stores.node(turn).rooms.update(old.code, toggle)
            same_room(await stores.first.rooms.get(old.code), toggled.room, "the newer room")
            assert toggled.room.room_id == newer.room_id, (
                "a change was decided on a room whose code has another room by now"
            )
