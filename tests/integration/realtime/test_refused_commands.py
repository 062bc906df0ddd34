"""Commands that a rule of the room refuses (seed document, "Error Codes")."""

from typing import NamedTuple

import pytest

from tests.players import Player
from tests.sites import Site


class Refused(NamedTuple):
    """A command, who sends it, whom it is about, and the code of the answer."""

    code: str
    sender: str
    event: str
    field: str = ""
    target: str = ""

    def payload(self, people: dict[str, Player]) -> list[object]:
        if not self.field:
            return []
        target = people.get(self.target)
        return [{self.field: target.id if target else self.target}]


REFUSED = (
    Refused("NOT_HOST", "Ben", "room:close"),
    Refused("NOT_HOST", "Ben", "room:toggle_lock"),
    Refused("NOT_HOST", "Ben", "room:kick", "kickUserId", "Ada"),
    Refused("NOT_HOST", "Ben", "room:kick", "kickUserId", "Ben"),
    Refused("NOT_HOST", "Ben", "room:transfer_host", "newHostId", "Ben"),
    Refused("CANNOT_KICK_SELF", "Ada", "room:kick", "kickUserId", "Ada"),
    Refused("MEMBER_NOT_FOUND", "Ada", "room:kick", "kickUserId", "nobody"),
    Refused("MEMBER_NOT_FOUND", "Ada", "room:transfer_host", "newHostId", "nobody"),
    Refused("ALREADY_HOST", "Ada", "room:transfer_host", "newHostId", "Ada"),
)


@pytest.mark.parametrize("refused", REFUSED, ids=lambda it: f"{it.event} {it.code} {it.target}")
async def test_a_refusal_is_told_to_the_sender_alone_and_changes_nothing(
    site: Site, refused: Refused
) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        people = {"Ada": ada, "Ben": ben}
        sender = people.pop(refused.sender)
        before = await party.room()
        answer = await sender.call(refused.event, *refused.payload({"Ada": ada, "Ben": ben}))
        error = await sender.until("error:room")
        assert set(answer) == {"ok", "error"}
        assert answer["ok"] is False
        assert set(error) == {"code", "message"}
        assert answer["error"] == error
        assert error["code"] == refused.code
        assert error["message"].endswith(".")
        assert await party.room() == before
        await party.hush(ada, ben)
        assert sender.names[-3:] == ["ack", "error:room", "user:joined"]
        (other,) = people.values()
        assert other.names[-2] == ("user:connected" if other is ada else "room:state")


async def test_a_refusal_is_told_too_when_no_answer_was_asked_for(site: Site) -> None:
    async with site.party("Ada", "Ben") as (party, (ada, ben)):
        await ben.send("room:toggle_lock")
        assert (await ben.until("error:room"))["code"] == "NOT_HOST"
        await party.hush(ada, ben)
        assert ben.names == ["room:state", "error:room", "user:joined"]


async def test_a_client_that_was_refused_goes_on_as_if_nothing_had_happened(site: Site) -> None:
    async with site.party("Ada", "Ben") as (_, (ada, ben)):
        assert not (await ben.call("room:close"))["ok"]
        assert (await ada.call("room:toggle_lock"))["ok"]
        assert await ben.until("room:lock_toggled") == {"isLocked": True}
        assert (await ben.call("room:leave"))["ok"]
