"""Debian's nginx with the files of `deploy/nginx`, as our own child, and not as root."""

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.child_server import ChildServer
from tests.code_blocks import ROOT
from tests.programs import program

FILES = ROOT / "deploy" / "nginx"

ANYBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
"""Who runs it where the tests run as root."""

AROUND = """\
daemon off;
pid nginx.pid;
error_log stderr info;
worker_processes 2;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    scgi_temp_path scgi;
    uwsgi_temp_path uwsgi;
    include conf.d/*.conf;
}
"""
"""What a machine's own nginx.conf has around the files."""

PATIENCE = 10.0
"""Seconds for new workers to be there after a reload; they take a tenth of one."""


class Nginx(ChildServer):
    """An nginx before nodes. Of the files, only what the machine has a say in is another: where
    nginx listens, where the nodes are, and where its log and its certificates lie."""

    def __init__(
        self, nodes: Sequence[str], server: str = "greenroom.conf", certificates: Path | None = None
    ) -> None:
        """`nodes` are URLs, as many as `greenroom/nodes.conf` has; `server` is the file that goes
        to `conf.d`; `certificates` is the folder of what TLS needs."""
        self._nginx = program("nginx")
        super().__init__("nginx")
        self._nodes = [urlsplit(url).netloc for url in nodes]
        self._server = server
        self._certificates = certificates

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def unix_path(self) -> str:
        return f"{self._folder.name}/http.sock"

    @property
    def tls_path(self) -> str:
        """The Unix socket where it speaks TLS."""
        return f"{self._folder.name}/https.sock"

    @property
    def workers(self) -> set[int]:
        """The processes that serve, those included that only serve what they have begun."""
        return {pid for pid in self._children() if _is_nginx(pid)}

    def reload(self) -> None:
        """`nginx -s reload`. Returns when the new workers are there."""
        before = self.workers
        os.kill(self.pid, signal.SIGHUP)
        give_up = time.monotonic() + PATIENCE
        while len(self.workers - before) < 2:
            assert time.monotonic() < give_up, self._log()
            time.sleep(0.01)

    def requests(self) -> list[dict[str, str]]:
        """The lines of its access log."""
        lines = Path(self._folder.name, "access.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def requests_of(self, address: str) -> list[dict[str, str]]:
        """Those lines that are of a client at this address."""
        return [line for line in self.requests() if line["address"] == address]

    async def logged(self, address: str, earlier: int) -> dict[str, str]:
        """The line of this client's next request after so many earlier ones. It is written when
        the client has its answer already."""
        async with asyncio.timeout(PATIENCE):
            while len(lines := self.requests_of(address)) <= earlier:
                await asyncio.sleep(0.01)
        return lines[earlier]

    def warnings(self) -> list[str]:
        """Lines of its error log that an operator would look at."""
        return [line for line in self._log().splitlines() if "[info]" not in line]

    def _command(self) -> list[str]:
        folder = Path(self._folder.name)
        self._set_up(folder)
        anybody = []
        if os.geteuid() == 0:
            anybody = ANYBODY
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")
        return [*anybody, self._nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def _set_up(self, folder: Path) -> None:
        (folder / "nginx.conf").write_text(AROUND)
        for name in ("conf.d", "greenroom"):
            (folder / name).mkdir(exist_ok=True)
        if self._certificates is not None:
            shutil.copytree(self._certificates, folder / "tls", dirs_exist_ok=True)
        (folder / "conf.d/greenroom.conf").write_text(self._here(FILES / self._server))
        for file in (FILES / "greenroom").iterdir():
            (folder / "greenroom" / file.name).write_text(self._here(file))

    def _here(self, file: Path) -> str:
        text = file.read_text()
        for told, here in self._places().items():
            text = text.replace(told, here)
        return text

    def _places(self) -> dict[str, str]:
        """What the files say, and what is here for it."""
        nodes = {f"127.0.0.1:{3000 + at}": to for at, to in enumerate(self._nodes)}
        return nodes | {
            "listen 80;": f"listen 127.0.0.1:{self.port};",
            "listen [::]:80;": f"listen unix:{self.unix_path};",
            "listen 443 ssl;": f"listen unix:{self.tls_path} ssl;",
            "listen [::]:443 ssl;": "",
            "/etc/letsencrypt/live/rooms.example.com/": f"{self._folder.name}/tls/",
            "/var/log/nginx/": f"{self._folder.name}/",
        }

    def _hello(self) -> tuple[bytes, tuple[bytes, ...]]:
        return b"GET /health HTTP/1.0\r\n\r\n", (b"HTTP/1.1 ",)

    def _children(self) -> list[int]:
        if self._process is None:
            return []
        task = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [*map(int, task.read_text().split())] if task.exists() else []


def _is_nginx(pid: int) -> bool:
    """Whether it is one of nginx; the guard is none."""
    return Path(f"/proc/{pid}/comm").read_text().strip() == "nginx"
