"""The commands of one socket: in order, one at a time, bounded, each answered once."""

import asyncio
from collections import deque

from engineio.packet import Packet

from application.ports import Identity
from entrypoints.realtime.inbox import CAPACITY, Command, Inbox
from entrypoints.realtime.refusals import NO_ROOM, NOT_MEMBER, Refusal
from tests.hurried_loop import idle
from tests.lines import Said, read
from tests.rooms import ADA, CODE


class Desk:
    """An inbox whose commands are done when the test says so."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended = 0
        self.inbox = Inbox(Identity(CODE, ADA), self._perform, self._post, self._count)
        self.counted: list[str] = []
        self._said: list[Packet] = []
        self._at_work: deque[asyncio.Future[Refusal | None]] = deque()

    @property
    def acks(self) -> list[Said]:
        return [said for said in map(read, self._said) if said[0] == "ack"]

    @property
    def codes(self) -> list[str]:
        """Of the answers, in order; done is an empty one."""
        return [answer.get("error", {"code": ""})["code"] for _, _, answer in self.acks]

    def put(self, *names: str) -> None:
        for name in names:
            number = len(self.begun) + len(self._said)
            self.inbox.put(Command("an id", name, [], number, due=0, arrived=0))

    def close(self, ending: Refusal = NO_ROOM) -> None:
        self.inbox.close(ending, then=self._end)

    async def finish(self, refusal: Refusal | None = None) -> None:
        """The command at work is done, or refused."""
        self._at_work.popleft().set_result(refusal)
        await idle()

    async def _perform(self, _: Identity, command: Command) -> Refusal | None:
        self.begun.append(command.name)
        done: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._at_work.append(done)
        return await done

    def _post(self, packet: Packet) -> None:
        self._said.append(packet)

    def _count(self, command: Command, refusal: Refusal | None) -> None:
        self.counted.append(refusal.code if refusal else "")

    def _end(self) -> None:
        self.ended += 1


async def test_one_command_is_at_work_at_a_time_in_the_order_sent() -> None:
    desk = Desk()
    desk.put("a", "b", "c")
    await idle()
    assert desk.begun == ["a"]
    await desk.finish()
    assert desk.begun == ["a", "b"]
    await desk.finish(NOT_MEMBER)
    await desk.finish()
    assert desk.begun == ["a", "b", "c"]
    assert desk.codes == ["", "MEMBER_NOT_FOUND", ""]


async def test_a_command_that_comes_when_all_are_done_is_taken_up() -> None:
    desk = Desk()
    for name in "ab":
        desk.put(name)
        await idle()
        await desk.finish()
    assert desk.begun == ["a", "b"]


async def test_one_more_than_may_wait_is_refused_at_once_and_no_other() -> None:
    desk = Desk()
    desk.put("at work")
    await idle()
    desk.put(*["waiting"] * CAPACITY)
    assert desk.codes == []
    desk.put("too many")
    assert desk.codes == ["BUSY"]
    await desk.finish()
    desk.put("one fits again")
    for _ in range(CAPACITY + 1):
        await desk.finish()
    assert desk.begun == ["at work", *["waiting"] * CAPACITY, "one fits again"]
    assert desk.codes == ["BUSY", *[""] * (CAPACITY + 2)]


async def test_closing_an_inbox_at_rest_ends_it_at_once() -> None:
    desk = Desk()
    desk.close()
    assert desk.ended == 1


async def test_closing_lets_the_command_at_work_finish_and_refuses_the_rest() -> None:
    desk = Desk()
    desk.put("a", "b", "c")
    await idle()
    desk.close()
    assert desk.ended == 0
    await desk.finish()
    assert desk.begun == ["a"]
    assert desk.codes == ["", "ROOM_NOT_FOUND", "ROOM_NOT_FOUND"]
    assert desk.ended == 1


async def test_closing_before_the_first_command_has_begun_refuses_it() -> None:
    desk = Desk()
    desk.put("a")
    desk.close()
    await idle()
    assert (desk.begun, desk.codes, desk.ended) == ([], ["ROOM_NOT_FOUND"], 1)


async def test_what_comes_after_closing_is_refused_with_the_reason() -> None:
    desk = Desk()
    desk.close(NOT_MEMBER)
    desk.put("a")
    assert desk.codes == ["MEMBER_NOT_FOUND"]
    assert desk.begun == []


async def test_every_answer_is_counted_once_with_what_it_says() -> None:
    desk = Desk()
    desk.put("a", "b", *["waiting"] * CAPACITY)
    await idle()
    await desk.finish()
    await desk.finish(NOT_MEMBER)
    desk.close(NO_ROOM)
    await desk.finish()
    assert len(desk.counted) == CAPACITY + 2
    assert desk.counted == desk.codes


async def test_idle_waits_for_everything_that_was_sent() -> None:
    desk = Desk()
    await desk.inbox.idle()
    desk.put("a", "b")
    await idle()
    waiting = asyncio.create_task(desk.inbox.idle())
    await desk.finish()
    assert not waiting.done()
    await desk.finish()
    assert waiting.done()
