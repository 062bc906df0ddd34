"""The files of the page on deploying, given to the programs that they are for."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.code_blocks import ROOT, blocks_in
from tests.nodes import two_nodes
from tests.parties import Party
from tests.programs import program
from tests.servers import ValkeyServer
from tests.walkthrough.checkout import Checkout
from tests.walkthrough.shell import Serving

AROUND = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    scgi_temp_path scgi;
    uwsgi_temp_path uwsgi;
    include greenroom.conf;
}
"""
"""What a machine's own nginx.conf has around the file."""


def file_in_the_page(name: str) -> str:
    """The block of the page that is the file of this name."""
    return next(
        block.text for block in blocks_in(ROOT / "docs/deploy.md") if block.words == (name,)
    )


@asynccontextmanager
async def nginx_before(nodes: list[str], folder: Path) -> AsyncIterator[str]:
    """The address of an nginx set up as the page says, before these nodes."""
    nginx = program("nginx")
    checkout = Checkout(folder)
    config = file_in_the_page("greenroom.conf")
    for told, node in zip(("3000", "3001"), nodes, strict=True):
        config = config.replace(f"127.0.0.1:{told}", node.removeprefix("http://"))
    (folder / "greenroom.conf").write_text(checkout.given(config))
    (folder / "nginx.conf").write_text(AROUND)
    port = checkout.port("8080")
    command = f"{nginx} -p {folder} -c {folder}/nginx.conf"
    async with Serving(command, [port], folder, checkout.environ):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
async def test_a_room_is_played_through_nginx_before_two_nodes(
    transport: str, spare_valkey: ValkeyServer, tmp_path: Path
) -> None:
    settings = {"TRUSTED_PROXIES": "127.0.0.1"}
    with two_nodes(spare_valkey.url, settings) as (one, two):
        async with (
            nginx_before([one.url, two.url], tmp_path) as url,
            Party([url], transport) as party,
        ):
            ada, ben = await party.welcome("Ada"), await party.welcome("Ben")
            assert await ada.call("room:toggle_lock") == {"ok": True}
            assert await ben.until("room:lock_toggled") == {"isLocked": True}
            assert await ada.call("room:close") == {"ok": True}
            assert await ben.until("room:closed") == {"reason": "HOST_CLOSED"}


def test_the_unit_is_one_for_systemd(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    unit = tmp_path / "greenroom@.service"
    unit.write_text(checkout.given(file_in_the_page("greenroom@.service")))
    command = [program("systemd-analyze"), "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
