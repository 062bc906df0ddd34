"""An event loop on which nobody waits: where nothing is left to do, time jumps to the next timer.

Hours pass in no time, always in the same order, so that tests of deadlines neither sleep nor
depend on how fast the machine is.
"""

import asyncio
import selectors
from collections.abc import Callable
from contextvars import Context
from typing import Any

START = 1000.0
AGES = 7 * 24 * 3600.0
"""Seconds after which a test is not going to see what it waits for."""


class Stuck(AssertionError):
    """What the test waits for will never happen."""


class HurriedLoop(asyncio.SelectorEventLoop):
    """Its time starts at `START` and moves only when nothing is ready to run."""

    def __init__(self) -> None:
        self._now = START
        self._idle: list[asyncio.Future[None]] = []
        self._timers: list[asyncio.TimerHandle] = []
        super().__init__(_Impatient(self._pass))

    def time(self) -> float:
        return self._now

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        timer = super().call_at(when, callback, *args, context=context)
        self._timers = [known for known in self._timers if _is_to_come(known, self._now)]
        self._timers.append(timer)
        return timer

    @property
    def timers(self) -> list[asyncio.TimerHandle]:
        """Those that are still to ring."""
        return [timer for timer in self._timers if _is_to_come(timer, self._now)]

    def wait_until_idle(self) -> asyncio.Future[None]:
        """Done when all has happened that can happen without time passing."""
        idle = self.create_future()
        self._idle.append(idle)
        return idle

    def _pass(self, seconds: float | None) -> None:
        idle, self._idle = self._idle, []
        for waiting in idle:
            if not waiting.done():
                waiting.set_result(None)
        if idle:
            return
        if seconds is None or self._now > START + AGES:
            raise Stuck
        self._now += seconds


class _Impatient(selectors.SelectSelector):
    """Tells how long it was to wait, and does not."""

    def __init__(self, waited: Callable[[float | None], None]) -> None:
        super().__init__()
        self._waited = waited

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and (timeout is None or timeout > 0):
            self._waited(timeout)
        return ready


def _is_to_come(timer: asyncio.TimerHandle, now: float) -> bool:
    return not timer.cancelled() and timer.when() > now


async def idle() -> None:
    """Returns when all has happened that can happen without time passing."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, HurriedLoop)
    await loop.wait_until_idle()


def what_is_left() -> list[object]:
    """Tasks, beside the one that asks, and timers of the running loop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, HurriedLoop)
    return [*(asyncio.all_tasks() - {asyncio.current_task()}), *loop.timers]
