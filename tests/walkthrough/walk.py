"""Following a page: its blocks are run in order, as its words say.

The language of a block and the words behind it say what becomes of it:

- `sh` is typed into one bash, in which variables last; no command of it may fail.
- `sh server` goes on running in a terminal of its own, on 3000 or the ports named behind it.
- `python`, `js` are run. In `js`, `URL`, a `roomCode` and its `token` are at hand; `io` and a
  `socket` too, unless the block imports something.
- `diff` changes the sources, of which the walk has its own then.
- any language and a file name: the block is that file. `html` is opened in Chromium too.
- `json`, `text` is what the block before it printed, or what the page before it shows; with
  `any-order` its lines may come in another one.
- `text drawing` and `mermaid` are for the eye.
- `not-run: why` behind any language: it can't be run here. `NOT_RUN` lists them.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.code_blocks import Block
from tests.javascript import install_client
from tests.programs import program
from tests.walkthrough.browser import shown_by
from tests.walkthrough.checkout import Checkout
from tests.walkthrough.shell import Serving, Terminal
from tests.walkthrough.shown import fits, fits_in_any_order

NOT_RUN = "not-run:"

OUTPUT = ("json", "text")

DRAWINGS = (("text", ("drawing",)), ("mermaid", ()))

PROGRAMS = ("curl", "redis-cli", "node")
"""What commands of the pages may need that is not of this project."""

ROOM = """\
const URL = "{url}";
const answer = await fetch(`${{URL}}/rooms`, {{
  method: "POST", headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({{ displayName: "Ada" }}),
}});
const {{ roomCode, token }} = await answer.json();
let end = setTimeout(() => process.exit(), {patience});
const print = console.log;
console.log = (...words) => {{
  print(...words);
  clearTimeout(end);
  end = setTimeout(() => process.exit(), 3000);
}};
"""
"""What is there before a piece of JavaScript of a page: a room and its host's token. The piece
ends when it has printed nothing for a while, longer than a busy machine takes to go on."""

SOCKET = """\
import { io } from "socket.io-client";
const socket = io(`${URL}/rooms`, { auth: { token } });
"""
"""What is there as well, unless the piece imports something itself."""


class NobodyKnowsHow(AssertionError):
    """There is no way to run a block of this language with these words."""


@dataclass
class Walk:
    """Someone who follows a page in a checkout."""

    checkout: Checkout
    terminal: Terminal
    stack: AsyncExitStack
    printed: str | None = field(default=None, init=False)
    _servers: dict[int, AsyncExitStack] = field(default_factory=dict, init=False)

    async def take(self, block: Block) -> None:
        """Do what a block says. Raises `AssertionError` when it does not come out as shown."""
        text = self.checkout.given(block.text)
        match block.language, block.words:
            case _, (word, *_) if word == NOT_RUN:
                self.printed = None
            case drawing if drawing in DRAWINGS:
                pass
            case language, () if language in OUTPUT:
                self._compare(block, fits)
            case "text", ("any-order",):
                self._compare(block, fits_in_any_order)
            case "sh", ():
                for name in PROGRAMS:
                    if re.search(rf"\b{name}\b", text):
                        program(name)
                self.printed = await self.terminal.run(text)
            case "sh", ("server", *ports):
                await self._serve(text, ports or ["3000"])
            case "python", ():
                self.printed = await self._run_file("python", ".block.py", text)
            case "js", ():
                text = self._after_prelude(text)
                self.printed = await self._run_file("node", ".block.mjs", text)
            case "diff", ():
                self._write(".diff", text)
                self.printed = await self.terminal.run(f"{program('patch')} -s -p1 < .diff")
            case "html", (name,):
                self._write(name, text)
                self.printed = await shown_by(self.checkout.folder / name)
            case (("python" | "js" | "ini" | "nginx" | "sh" | "json" | "yaml"), (name,)):
                self._write(name, text)
            case _:
                raise NobodyKnowsHow(f"{block}: {block.language} {' '.join(block.words)}")

    def _compare(self, block: Block, fits: Callable[[str, str], bool]) -> None:
        if self.printed is None:
            raise NobodyKnowsHow(f"{block}: nothing was printed before")
        printed = self.checkout.told(self.printed)
        assert fits(block.text, printed), f"{block}\nshown:\n{block.text}\nprinted:\n{printed}"
        self.printed = None

    async def _serve(self, text: str, ports: Sequence[str]) -> None:
        """Whatever served on one of these ports before is ended first."""
        here = [self.checkout.port(port) for port in ports]
        for earlier in {self._servers.pop(port) for port in here if port in self._servers}:
            await earlier.aclose()
        server = AsyncExitStack()
        serving = Serving(text, here, self.checkout.folder, self.checkout.environ)
        await server.enter_async_context(serving)
        self.stack.push_async_exit(server)
        self._servers |= dict.fromkeys(here, server)
        self.printed = None

    async def _run_file(self, program: str, name: str, text: str) -> str:
        self._write(name, text)
        return await self.terminal.run(f"{program} {name}")

    def _after_prelude(self, text: str) -> str:
        patience = 15_000 if "console.log" in text else 1000  # milliseconds
        room = ROOM.format(url=self.checkout.given("http://127.0.0.1:3000"), patience=patience)
        return room + ("" if "import " in text else SOCKET) + text

    def _write(self, name: str, text: str) -> None:
        if name.endswith((".mjs", ".js")):
            install_client()
        path = self.checkout.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.printed = None


@asynccontextmanager
async def a_walk(folder: Path, store: str = "", *, is_changed: bool = False) -> AsyncIterator[Walk]:
    """Someone with an empty terminal in a checkout in this folder (see `Checkout`)."""
    checkout = Checkout(folder, store, is_changed=is_changed)
    async with (
        AsyncExitStack() as stack,
        Terminal(folder, checkout.environ) as terminal,
    ):
        yield Walk(checkout, terminal, stack)
