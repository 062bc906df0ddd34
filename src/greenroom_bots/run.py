"""A whole run: the rooms are opened, played in, shown, and closed."""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from greenroom_bots.board import Board, board_of
from greenroom_bots.doors import Doors, Unusable
from greenroom_bots.findings import Findings
from greenroom_bots.game import Game
from greenroom_bots.options import Options
from greenroom_bots.scene import Scene
from greenroom_bots.show import Show
from greenroom_bots.tally import Tally
from greenroom_client import NotUnderstood, Refused


async def run(options: Options, show: Show) -> int:
    """Returns the exit status: 0 when all agreed and nobody was lost, otherwise 1.

    Raises `Unusable` where nobody can play, and `asyncio.CancelledError` when it is stopped for
    the second time.
    """
    async with Doors(options.urls, time.monotonic) as doors:
        await doors.check()
        scene = Scene(options, doors, Tally(), Findings(), time.monotonic)
        running = Run(scene)
        with running.stopped_by(signal.SIGINT, signal.SIGTERM):
            with show:
                await running.to_the_end(show)
            show.last(running.board(), list(scene.findings))
    return 1 if len(scene.findings) else 0


class Run:
    """Use: `to_the_end`, once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._games = [Game(number, scene) for number in range(scene.options.rooms)]
        self._begun = scene.now()
        self._stop = asyncio.Event()

    def board(self) -> Board:
        """How it stands."""
        return board_of(self._games, self._scene, self._scene.now() - self._begun)

    @contextmanager
    def stopped_by(self, *signals: signal.Signals) -> Iterator[None]:
        """The first of these ends the run properly, the next one at once."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            if self._stop.is_set() and task is not None:
                task.cancel()
            self._stop.set()

        for number in signals:
            loop.add_signal_handler(number, stop)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    async def to_the_end(self, show: Show) -> None:
        """Returns when the time is over, the run was stopped, or no room is left."""
        showing = asyncio.create_task(self._show(show))
        playing = asyncio.create_task(self._play())
        try:
            await self._until_it_is_time(playing, showing)
            await asyncio.gather(*(game.end() for game in self._games))
        finally:
            for task in (playing, showing):
                task.cancel()
            await asyncio.gather(playing, showing, return_exceptions=True)

    async def _until_it_is_time(self, *tasks: "asyncio.Task[None]") -> None:
        stopped = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait(
                {*tasks, stopped},
                timeout=self._scene.options.seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            stopped.cancel()
        for task in done - {stopped}:
            task.result()

    async def _play(self) -> None:
        """The first room is opened alone: what is wrong with it is wrong with all."""
        try:
            await self._games[0].open()
        except Refused as refused:
            raise _unusable(refused, self._scene.options) from None
        except NotUnderstood as error:
            url = self._scene.options.urls[0]
            raise Unusable(f"{url} does not answer as Greenroom does: {error}") from None
        async with asyncio.TaskGroup() as group:
            for game in self._games:
                group.create_task(game.play())

    async def _show(self, show: Show) -> None:
        while True:
            show.now(self.board(), list(self._scene.findings))
            await asyncio.sleep(1)


def _unusable(refused: Refused, options: Options) -> Unusable:
    if refused.field == "maxUsers":
        return Unusable(f"The server does not allow {options.players} players: {refused.message}")
    return Unusable(f"The server lets nobody open a room: {refused}")
