"""One shell, in which the commands of a page are run as a reader runs them."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

DONE = "=== done, with status "


class ShellSession:
    """A bash that remembers its folder, its variables and what runs in its background."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._input = _pipe(process.stdin)
        self._output = _pipe(process.stdout)

    def run(self, commands: str) -> tuple[int, str]:
        """The status of the last command, and all that was written."""
        self._input.write(f"{commands.rstrip()}\nSTATUS=$?; echo; echo '{DONE}'$STATUS\n")
        self._input.flush()
        lines: list[str] = []
        for line in self._output:
            if line.startswith(DONE):
                return int(line.removeprefix(DONE)), "".join(lines)[:-1]
            lines.append(line)
        raise AssertionError(f"the shell has ended: {''.join(lines)}")

    def start(self, command: str, log: str) -> None:
        """Run what goes on running; what it writes goes into the file `log`."""
        self.run(f"{command.rstrip()} >{log} 2>&1 &\nSERVER=$!")

    def stop(self) -> tuple[int, str]:
        """Have what goes on running end; its status."""
        return self.run("kill $SERVER; wait $SERVER")


@contextmanager
def shell_session(folder: Path, environment: Mapping[str, str]) -> Iterator[ShellSession]:
    """A shell in this folder, with these variables and no others."""
    with subprocess.Popen(
        ["bash", "--noprofile", "--norc"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield ShellSession(process)
        finally:
            _pipe(process.stdin).write("\nkill $SERVER 2>/dev/null; wait; exit\n")
            _pipe(process.stdin).close()
            process.wait(60)


def shows(shown: str, output: str) -> bool:
    """Whether these lines stand in the output, in this order; `…` stands for anything."""
    lines = iter(output.splitlines())
    return all(any(_pattern(line).fullmatch(told) for told in lines) for line in shown.splitlines())


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, line.split("…"))))


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
