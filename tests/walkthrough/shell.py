"""The terminals of someone who follows a page: one to type in, and one for each server."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Self

PATIENCE = 60.0
"""Seconds for the commands of one block, and for a server to listen."""

MARK = "\x1eended with "
"""What the terminal prints behind the output of a block; no command prints that."""

GUARDED = 'exec 3<&0; (read -r _ || kill -9 -- -$$) <&3 & exec "$@" </dev/null 3<&-'
"""Shell that becomes the command and leaves a guard behind, which ends the command's whole group
when our end of a pipe does (see `tests.child_server`)."""


class CommandFailed(AssertionError):
    """A command ended with a status other than 0, or not at all."""


class Terminal:
    """One bash, in which block after block is typed. Variables last from one to the next."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = dict(environ)
        self._bash: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        self._bash = await asyncio.create_subprocess_exec(
            *("bash", "--noprofile", "--norc"),
            cwd=self._folder,
            env=self._environ,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await _end(self._bash)

    async def run(self, commands: str) -> str:
        """What the commands print, errors too. Raises `CommandFailed` if one of them fails."""
        typed = self._folder / ".typed"
        typed.write_text(commands)
        order = (
            f"failed=0; trap 'failed=$?' ERR; . {typed} </dev/null; trap - ERR; "
            f"printf '{MARK}%s\\n' $failed\n"
        )
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(order.encode())
        try:
            async with asyncio.timeout(PATIENCE):
                printed = await self._bash.stdout.readuntil(MARK.encode())
                status = (await self._bash.stdout.readline()).decode().strip()
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            raise CommandFailed(f"{commands}\n{error!r}") from error
        said = printed.decode(errors="replace").removesuffix(MARK)
        if status != "0":
            raise CommandFailed(f"{commands}\nended with {status}:\n{said}")
        return said


class Serving:
    """Commands that go on running, in a terminal of their own, until the block ends."""

    def __init__(
        self, commands: str, ports: list[int], folder: Path, environ: Mapping[str, str]
    ) -> None:
        """They are ready when somebody listens on all of these ports."""
        self._commands = commands
        self._ports = ports
        self._folder = folder
        self._environ = dict(environ)
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        with (self._folder / ".served").open("wb") as said:
            self._process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", GUARDED, "sh", "bash", "-c", self._commands),
                cwd=self._folder,
                env=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=said,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(PATIENCE):
                await self._listening()
        except (TimeoutError, CommandFailed):
            await self.__aexit__()
            raise CommandFailed(f"{self._commands}\n{self.said()}") from None
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")  # the guard has nothing more to do
        await _end(self._process)

    def said(self) -> str:
        """Everything that it has printed."""
        return (self._folder / ".served").read_text(errors="replace")

    async def _listening(self) -> None:
        for port in self._ports:
            while not await _is_open(port):
                if self._process.returncode is not None:
                    raise CommandFailed
                await asyncio.sleep(0.05)


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process that leads its group, and the group with it: kindly, then at once."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            async with asyncio.timeout(PATIENCE / 2):
                await process.wait()
        except TimeoutError:
            continue
    await process.wait()
