"""What an operator sees of rooms, and does to them, on every store that nodes share."""

import json

from tests.command_line import CommandLine
from tests.parties import Party, a_party
from tests.shared_stores import Look

FIELDS = [
    "code",
    "isLocked",
    "connected",
    "members",
    "maxUsers",
    "version",
    "createdAt",
    "expiresAt",
    "ageSeconds",
    "leftSeconds",
]

ROOM = [
    "code",
    "roomId",
    "revision",
    "version",
    "isLocked",
    "maxUsers",
    "hostId",
    "hostSince",
    "createdAt",
    "updatedAt",
    "expiresAt",
    "members",
]
MEMBER = [
    "id",
    "displayName",
    "isHost",
    "isConnected",
    "joinedAt",
    "nodeId",
    "disconnectedAt",
]


async def test_rooms_are_listed_by_their_codes_with_how_many_are_in_them(
    urls: list[str], operator: CommandLine, look: Look
) -> None:
    async with a_party(urls, "Adalbert", "Benedikt") as (first, _), Party(urls) as second:
        host = await second.welcome("Kunigunde")
        await second.invite("Gottlieb")
        await host.call("room:toggle_lock")
        listed = await operator.ran("rooms", "list")
        assert listed.returncode == 0, listed.stderr
        headings, *lines = [line.split() for line in listed.stdout.splitlines()]
        assert headings == ["CODE", "STATE", "CONNECTED", "MEMBERS", "VERSION", "AGE", "LEFT"]
        assert [line[0] for line in lines] == sorted(line[0] for line in lines)
        rows = {line[0]: line[1:4] for line in lines}
        assert rows[first.code] == ["open", "2", "2/20"]
        assert rows[second.code] == ["locked", "1", "2/20"]
        assert listed.stderr.startswith(f"rooms: {await look.count()}, members: ")
        for name in ("Adalbert", "Benedikt", "Kunigunde", "Gottlieb"):
            assert name not in listed.stdout + listed.stderr


async def test_json_is_one_object_a_line_with_the_same_fields_always(
    urls: list[str], operator: CommandLine
) -> None:
    async with a_party(urls, "Ada", "Ben", "Cleo") as (party, players):
        await players[1].close()
        await players[0].until("user:disconnected")
        listed = await operator.ran("rooms", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    rooms = [json.loads(line) for line in listed.stdout.splitlines()]
    assert all(list(room) == FIELDS for room in rooms)
    (room,) = (room for room in rooms if room["code"] == party.code)
    assert (room["connected"], room["members"], room["maxUsers"]) == (2, 3, 20)
    assert room["isLocked"] is False
    assert room["ageSeconds"] < 600
    assert 20_000 < room["leftSeconds"] <= 21_600
    assert room["createdAt"] < room["expiresAt"]


async def test_everything_about_a_room_is_shown_as_json(
    urls: list[str], operator: CommandLine
) -> None:
    async with a_party(urls, "Ada", "Ben", "Cleo") as (party, players):
        await players[2].close()
        await players[0].until("user:disconnected")
        shown = await operator.ran("rooms", "show", party.code, "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    room = json.loads(shown.stdout)
    assert list(room) == ROOM
    assert room["code"] == party.code
    assert room["hostId"] == players[0].id
    ada, ben, cleo = room["members"]
    assert [list(member) for member in room["members"]] == [MEMBER] * 3
    assert [member["displayName"] for member in (ada, ben, cleo)] == ["Ada", "Ben", "Cleo"]
    assert [member["id"] for member in (ada, ben, cleo)] == [player.id for player in players]
    assert [member["isHost"] for member in (ada, ben, cleo)] == [True, False, False]
    assert [member["isConnected"] for member in (ada, ben, cleo)] == [True, True, False]
    assert ada["nodeId"] not in (None, ben["nodeId"])
    assert (ben["disconnectedAt"], cleo["nodeId"]) == (None, None)
    assert cleo["disconnectedAt"] > cleo["joinedAt"]
    assert "socketId" not in shown.stdout


async def test_everything_about_a_room_is_shown_to_people(
    urls: list[str], operator: CommandLine
) -> None:
    async with a_party(urls, "Ada", "Ben") as (party, players):
        shown = await operator.ran("rooms", "show", party.code.lower())
    assert (shown.returncode, shown.stderr) == (0, "")
    about, people = shown.stdout.split("\n\n")
    told = dict(line.split(None, 1) for line in about.replace("room id", "roomid").splitlines())
    assert told["code"] == party.code
    assert told["state"] == "open"
    assert told["members"] == "2 of 20, 2 connected"
    assert told["expires"].endswith("in 5h59m") or told["expires"].endswith("in 6h0m")
    headings, ada, ben = [line.split() for line in people.splitlines()]
    assert headings == ["ID", "HOST", "CONNECTED", "JOINED", "NODE", "NAME"]
    assert (ada[0], ada[1:3], ada[-1]) == (players[0].id, ["yes", "yes"], "Ada")
    assert (ben[0], ben[1:3], ben[-1]) == (players[1].id, ["no", "yes"], "Ben")


async def test_everybody_in_a_room_hears_that_it_is_closed_and_nothing_is_left_of_it(
    urls: list[str], operator: CommandLine, look: Look
) -> None:
    async with a_party(urls, "Ada", "Ben", "Cleo", "Dan") as (party, players):
        closed = await operator.ran("rooms", "close", party.code, "--yes")
        assert (closed.returncode, closed.stderr) == (0, "")
        assert closed.stdout == f"{party.code}: closed\n"
        for player in players:
            assert await player.until("room:closed") == {"reason": "OPERATOR_CLOSED"}
            await player.until("disconnect")
        assert await look.footprint(party.code) == {}
        for player in players:
            assert await party.status_of_rejoining(player) == 404
        again = await operator.ran("rooms", "close", party.code, "--yes")
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr == f"greenroom: {party.code}: no such room\n"
