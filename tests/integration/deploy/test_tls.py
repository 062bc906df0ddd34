"""nginx with TLS, as `deploy/nginx/greenroom-tls.conf` has it."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import unix_connect

from tests.nginx_server import Nginx
from tests.nodes import node_process
from tests.programs import program

NAME = "rooms.example.com"

SELF_SIGNED = (
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
    *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([program("openssl"), *SELF_SIGNED, *files], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def nginx(certificates: Path) -> Iterator[Nginx]:
    """Before one node, which is both of those that it knows of."""
    with (
        node_process({}) as node,
        Nginx([node.url, node.url], "greenroom-tls.conf", certificates) as nginx,
    ):
        yield nginx


@pytest.fixture
def trust(certificates: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates / "fullchain.pem")


async def test_rooms_and_sockets_are_served_over_tls(nginx: Nginx, trust: ssl.SSLContext) -> None:
    transport = httpx.AsyncHTTPTransport(uds=nginx.tls_path, verify=trust)
    async with httpx.AsyncClient(base_url=f"https://{NAME}", transport=transport) as http:
        made = await http.post("/rooms", json={"displayName": "Ada"})
        assert made.status_code == 201
        assert made.headers["Strict-Transport-Security"] == "max-age=63072000"
        assert (await http.get("/metrics")).status_code == 404
    address = f"wss://{NAME}/socket.io/?EIO=4&transport=websocket"
    async with unix_connect(nginx.tls_path, address, ssl=trust, server_hostname=NAME) as link:
        assert str(await link.recv()).startswith('0{"sid":')


async def test_what_comes_without_tls_is_sent_there_as_it_is(nginx: Nginx) -> None:
    async with httpx.AsyncClient(base_url=nginx.url, headers={"Host": NAME}) as http:
        answer = await http.post("/rooms?a=b", json={"displayName": "Ada"})
        assert answer.status_code == 308
        assert answer.headers["Location"] == f"https://{NAME}/rooms?a=b"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
def test_old_tls_is_refused(nginx: Nginx, trust: ssl.SSLContext) -> None:
    trust.minimum_version = ssl.TLSVersion.TLSv1
    trust.maximum_version = ssl.TLSVersion.TLSv1_1
    trust.set_ciphers("DEFAULT:@SECLEVEL=0")
    transport = httpx.HTTPTransport(uds=nginx.tls_path, verify=trust)
    with (
        httpx.Client(base_url=f"https://{NAME}", transport=transport) as http,
        pytest.raises(httpx.ConnectError, match=r"(?i)version|protocol"),
    ):
        http.get("/rooms/AAAAAA")
